using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Takes deleted rows out of the embedded database's file, where they otherwise lie until something is written over them.</summary>
/// <remarks>
/// The file is written anew and its journal emptied; that takes as long as copying the file. <c>secure_delete</c> would not
/// do: it leaves copies that were made when pages were split. PostgreSQL cleans up by itself, in its own time.
/// </remarks>
internal sealed partial class SqliteSweep(IServiceScopeFactory scopes, DatabaseOptions options, TimeProvider clock, ILogger<SqliteSweep> logger)
{
    // Somebody is reading: short reads are over in a moment, for long ones the next try is in an hour.
    private const int Tries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // A sweep copies the whole file while writers wait: whoever makes and deletes accounts in a loop shall not make it go on for ever.
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMinutes(10);

    private volatile bool _isDue;
    private long _sweptAt;

    /// <summary>Sweeps now, unless that was done just before; then, or if it fails, when <see cref="SweepIfDueAsync"/> is called next.</summary>
    internal Task SweepAsync()
    {
        _isDue = true;
        return Interlocked.Read(ref _sweptAt) is var sweptAt and not 0 && clock.GetElapsedTime(sweptAt) < LeastInterval
            ? Task.CompletedTask
            : SweepIfDueAsync();
    }

    internal async Task SweepIfDueAsync()
    {
        if (!_isDue || !options.IsEmbedded)
        {
            return;
        }

        try
        {
            // Before the sweep: what is deleted meanwhile asks for another one.
            _isDue = false;
            Interlocked.Exchange(ref _sweptAt, clock.GetTimestamp());
            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            await using var vacuum = database.Command("VACUUM");
            await vacuum.ExecuteNonQueryAsync();
            for (var left = Tries; !await TryEmptyJournalAsync(database); left--)
            {
                if (left == 0)
                {
                    _isDue = true;
                    Log.Postponed(logger, "the database is being read");
                    return;
                }

                await Task.Delay(Pause, TimeProvider.System);
            }
        }
        catch (SqliteException exception)
        {
            // What was deleted is deleted; only its traces in the file are not.
            _isDue = true;
            Log.Postponed(logger, exception.GetType().Name);
        }
    }

    private static async Task<bool> TryEmptyJournalAsync(AppDbContext database)
    {
        await using var checkpoint = database.Command("PRAGMA wal_checkpoint(TRUNCATE)");
        await using var reader = await checkpoint.ExecuteReaderAsync();
        return await reader.ReadAsync() && reader.GetInt32(0) == 0;
    }

    private static partial class Log
    {
        [LoggerMessage(2002, LogLevel.Warning, "Traces of what was deleted are still in the database's file ({Reason}); next try in an hour")]
        public static partial void Postponed(ILogger logger, string reason);
    }
}
