using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Tells from EF's own table whether a database has all migrations, without EF's model.</summary>
internal static class MigrationHistory
{
    /// <summary>Whether every migration of this program is in the database.</summary>
    /// <returns>False also if there is no table yet: EF makes it.</returns>
    internal static async Task<bool> IsCompleteAsync(DbConnection database, CancellationToken cancellationToken)
    {
        var applied = await ReadAsync(database, cancellationToken);
        return Known().All(applied.Contains);
    }

    internal static IEnumerable<string> Known() => typeof(MigrationHistory).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Migration)))
        .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
        .OfType<string>();

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
        await using var select = database.Command(database is Microsoft.Data.Sqlite.SqliteConnection
            ? "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsHistory'"
            : "SELECT count(to_regclass('\"__EFMigrationsHistory\"'))");
        return await select.ExecuteScalarAsync(cancellationToken) is > 0L;
    }
}
