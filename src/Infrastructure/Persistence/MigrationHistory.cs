using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Tells from EF's own table whether a database has all migrations, without EF's model.</summary>
internal static class MigrationHistory
{
    /// <summary>All migrations of this program. A test compares them with EF's own list.</summary>
    internal static readonly string[] Known =
    [
        "20261123183225_Initial",
        "20261125200922_PeopleAndKeys",
        "20261126013540_KeyBackend",
        "20261126032628_Routing",
        "20261126081644_KeyChanges",
        "20261126112358_UsageRollUps",
        "20261126113847_UsagePartitions",
        "20261126151333_CountedTokens",
        "20261127124000_UsageOpenHours",
        "20261127125304_UsageByOwnerAlone",
    ];

    /// <summary>Whether every migration of this program is in the database.</summary>
    /// <returns>False also if there is no table yet: EF makes it.</returns>
    internal static async Task<bool> IsCompleteAsync(DbConnection database, CancellationToken cancellationToken)
    {
        var applied = await ReadAsync(database, cancellationToken);
        return Array.TrueForAll(Known, applied.Contains);
    }

    private static async Task<HashSet<string>> ReadAsync(DbConnection database, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (!await HasTableAsync(database, cancellationToken))
        {
            return ids;
        }

        await using var select = database.Command("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"");
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    private static async Task<bool> HasTableAsync(DbConnection database, CancellationToken cancellationToken)
    {
        await using var select = database.Command(database is SqliteConnection
            ? "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsHistory'"
            : "SELECT count(to_regclass('\"__EFMigrationsHistory\"'))");
        return await select.ExecuteScalarAsync(cancellationToken) is > 0L;
    }
}
