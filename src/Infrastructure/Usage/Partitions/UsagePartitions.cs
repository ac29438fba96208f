using System.Data.Common;
using System.Globalization;
using AkashChat.Infrastructure.Persistence;
using Npgsql;

namespace AkashChat.Infrastructure.Usage.Partitions;

/// <summary>Makes and drops the days of the usage records on PostgreSQL, without making anybody wait for long.</summary>
internal sealed class UsagePartitions(PlainConnections connections)
{
    // Today, and enough that a day without this work is no harm. Records of other days go into the default partition.
    private const int DaysAhead = 2;

    // Whoever waits for a lock makes all others wait behind: rather give up and try again. The lock is one for all instances.
    private const string TakeTurn =
        "SET LOCAL lock_timeout = '200ms'; SET LOCAL statement_timeout = '800ms'; SELECT pg_advisory_xact_lock(hashtext('usage_records'))";

    private const int Tries = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes the partitions of today and the next days, as far as they are not there.</summary>
    internal async Task MakeAheadAsync(DateOnly today, CancellationToken cancellationToken)
    {
        for (var ahead = 0; ahead <= DaysAhead; ahead++)
        {
            var day = today.AddDays(ahead);
            await InTurnAsync(database => MakeAsync(database, day, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Drops the partitions of all days before that one.</summary>
    internal async Task DropBeforeAsync(DateOnly first, CancellationToken cancellationToken)
    {
        foreach (var name in await ListAsync(cancellationToken))
        {
            if (UsagePartitionName.DayOf(name) is { } day && day < first)
            {
                // Apart first: that is a moment's work; what is apart can be deleted while nobody waits for it.
                await InTurnAsync(database => DetachAsync(database, name, cancellationToken), cancellationToken);
                await InTurnAsync(database => ExecuteAsync(database, $"DROP TABLE IF EXISTS {name}", cancellationToken), cancellationToken);
            }
        }
    }

    // What came for that day before is moved out of the default partition. The whole table is locked for that moment: a statement
    // that waited for the default partition alone would go on with the partitions it knew, and miss what has moved.
    private static async Task MakeAsync(DbConnection database, DateOnly day, CancellationToken cancellationToken)
    {
        var name = UsagePartitionName.Of(day);
        var (from, to) = (TicksOf(day), TicksOf(day.AddDays(1)));
        if (await IsTrueAsync(database, $"SELECT to_regclass('{name}') IS NULL", cancellationToken))
        {
            await ExecuteAsync(
                database,
                $"""
                LOCK TABLE ONLY usage_records IN ACCESS EXCLUSIVE MODE;
                CREATE TABLE {name} (LIKE usage_records INCLUDING ALL);
                LOCK TABLE {UsagePartitionName.Default} IN ACCESS EXCLUSIVE MODE;
                WITH moved AS (DELETE FROM {UsagePartitionName.Default} WHERE started_at >= {from} AND started_at < {to} RETURNING *)
                INSERT INTO {name} SELECT * FROM moved;
                ALTER TABLE usage_records ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({to});
                """,
                cancellationToken);
        }
    }

    private static async Task DetachAsync(DbConnection database, string name, CancellationToken cancellationToken)
    {
        if (await IsTrueAsync(database, $"SELECT relispartition FROM pg_class WHERE oid = to_regclass('{name}')", cancellationToken))
        {
            await ExecuteAsync(database, $"ALTER TABLE usage_records DETACH PARTITION {name}", cancellationToken);
        }
    }

    private static string TicksOf(DateOnly day) => day.ToDateTime(TimeOnly.MinValue).Ticks.ToString(CultureInfo.InvariantCulture);

    private async Task InTurnAsync(Func<DbConnection, Task> work, CancellationToken cancellationToken)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                await using var database = await connections.OpenAsync(cancellationToken);
                await using var transaction = await database.BeginTransactionAsync(cancellationToken);
                await ExecuteAsync(database, TakeTurn, cancellationToken);
                await work(database);
                await transaction.CommitAsync(cancellationToken);
                return;
            }
            catch (PostgresException exception) when (left > 1 && IsImpatience(exception))
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static bool IsImpatience(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected;

    // Those that were taken apart, but not dropped because something broke off in between, among them.
    private async Task<List<string>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await connections.OpenAsync(cancellationToken);
        await using var select = database.Command(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relname LIKE 'usage\\_records\\_%' "
            + "AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'usage_records'::regclass) ORDER BY relname");
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    private static async Task ExecuteAsync(DbConnection database, string text, CancellationToken cancellationToken)
    {
        await using var command = database.Command(text);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> IsTrueAsync(DbConnection database, string text, CancellationToken cancellationToken)
    {
        await using var command = database.Command(text);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
