using System.Data.Common;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Keys;
using AkashChat.Infrastructure.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Brings the database to the newest form, and puts into it what must be there.</summary>
internal sealed class DatabaseInitializer(
    IServiceScopeFactory scopes, PlainConnections connections, DatabaseOptions options, TeamOptions teams, PolicyRecorder policies, TimeProvider clock)
{
    private static readonly TimeSpan MigrationTime = TimeSpan.FromHours(12);

    /// <summary>Whether the database is there in its newest form.</summary>
    internal async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (options.IsEmbedded && !SqliteFile.IsThere(options.DataFolder))
        {
            return false;
        }

        try
        {
            await using var database = await connections.OpenAsync(cancellationToken);
            return await MigrationHistory.IsCompleteAsync(database, cancellationToken);
        }
        catch (Exception exception) when (exception is DbException || exception.InnerException is DbException)
        {
            throw CannotOpen(exception);
        }
    }

    internal async Task InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var alone = options.IsEmbedded ? SqliteFile.OpenFolder(options.DataFolder) : null;
            await using var turn = options.PostgresConnectionString is { } postgres
                ? await PostgresStartLock.TakeAsync(postgres, cancellationToken)
                : null;

            await using var database = await connections.OpenAsync(cancellationToken);
            if (options.IsEmbedded)
            {
                await SqliteFile.ForgetBrokenMigrationAsync(database, cancellationToken);
            }

            if (!await MigrationHistory.IsCompleteAsync(database, cancellationToken))
            {
                await MigrateAsync(cancellationToken);
            }

            if (options.IsEmbedded)
            {
                // Readers do not wait for the writer; kept in the file from now on. All connections together hold 1 MB of its
                // pages; alone, each would hold 2, of what the system keeps in memory anyway.
                await using var pragma = database.Command("PRAGMA journal_mode=WAL; PRAGMA soft_heap_limit=1048576");
                await pragma.ExecuteNonQueryAsync(cancellationToken);
            }

            await TeamRows.EnsureAsync(database, teams, clock.GetUtcNow(), cancellationToken);
            await policies.RecordAsync(database, clock.GetUtcNow(), cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException
            || exception.InnerException is DbException)
        {
            throw CannotOpen(exception);
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>().Database;

        // A large table that is written anew takes longer than a statement usually may. The context goes back to its pool.
        database.SetCommandTimeout(MigrationTime);
        await database.MigrateAsync(cancellationToken);
        database.SetCommandTimeout(null);
    }

    private StartupException CannotOpen(Exception exception)
    {
        var where = options.IsEmbedded ? $"in {options.DataFolder} ({SettingNames.Data})" : $"named by {SettingNames.DatabaseUrl}";
        return new StartupException($"The database {where} cannot be opened", [(exception.InnerException as DbException ?? exception).Message]);
    }
}
