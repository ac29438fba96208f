using System.Data.Common;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Asks which keys have changed since a mark.</summary>
internal static class KeyChangeQuery
{
    // Whatever was committed after this statement's snapshot has a mark that is not below the next one. PostgreSQL: the number of
    // the oldest transaction that is still open; numbers that no transaction has had yet come from a database that this one was
    // restored from. All in one statement, so that it is one snapshot.
    private const string Postgres = """
        SELECT now.next, change.bucket, change.mark
        FROM (SELECT txid_snapshot_xmin(snapshot) AS next, txid_snapshot_xmax(snapshot) AS beyond FROM txid_current_snapshot() AS snapshot) AS now
        LEFT JOIN key_changes AS change ON change.mark >= @p0 AND change.mark < now.beyond
        """;

    private const string Sqlite = """
        SELECT now.next, change.bucket, change.mark
        FROM (SELECT coalesce(max(mark), 0) + 1 AS next FROM key_changes) AS now
        LEFT JOIN key_changes AS change ON change.mark >= @p0
        """;

    /// <summary>Asks.</summary>
    /// <param name="database">The database.</param>
    /// <param name="since">The mark that the last look ended with; null: there was none, and only the next mark is of interest.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task<(long Next, HashSet<(string Bucket, long Mark)> Changes)> FindKeyChangesAsync(
        this DbConnection database, long? since, CancellationToken cancellationToken)
    {
        await using var command = database.Command(database is SqliteConnection ? Sqlite : Postgres, since ?? long.MaxValue);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (next, changes) = (0L, new HashSet<(string, long)>());
        while (await reader.ReadAsync(cancellationToken))
        {
            next = reader.GetInt64(0);
            if (!reader.IsDBNull(1))
            {
                changes.Add((reader.GetString(1), reader.GetInt64(2)));
            }
        }

        return (next, changes);
    }
}
