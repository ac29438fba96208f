using System.Data.Common;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Keys;
using AkashChat.Infrastructure.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Brings the database to the newest form, and puts into it what must be there.</summary>
internal sealed class DatabaseInitializer(IServiceScopeFactory scopes, DatabaseOptions options, TimeProvider clock)
{
    /// <summary>Whether the database is there in its newest form.</summary>
    internal async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (options.IsEmbedded && !SqliteFile.IsThere(options.DataFolder))
        {
            return false;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return !(await scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.GetPendingMigrationsAsync(cancellationToken)).Any();
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

            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            if (options.IsEmbedded)
            {
                await SqliteFile.ForgetBrokenMigrationAsync(database, cancellationToken);
            }

            if ((await database.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            {
                await database.Database.MigrateAsync(cancellationToken);
            }

            if (options.IsEmbedded)
            {
                // Readers do not wait for the writer; kept in the file from now on.
                await using var pragma = database.Command("PRAGMA journal_mode=WAL");
                await pragma.ExecuteNonQueryAsync(cancellationToken);
            }

            await scope.ServiceProvider.GetRequiredService<TeamStore>().EnsureAsync(clock.GetUtcNow(), cancellationToken);
            await scope.ServiceProvider.GetRequiredService<PolicyRecorder>().RecordAsync(clock.GetUtcNow(), cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException
            || exception.InnerException is DbException)
        {
            throw CannotOpen(exception);
        }
    }

    private StartupException CannotOpen(Exception exception)
    {
        var where = options.IsEmbedded ? $"in {options.DataFolder} ({SettingNames.Data})" : $"named by {SettingNames.DatabaseUrl}";
        return new StartupException($"The database {where} cannot be opened", [(exception.InnerException as DbException ?? exception).Message]);
    }
}
