using System.Data.Common;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Keeps people who were erased while their last requests were under way from coming back with the record of them.</summary>
internal static class ErasedOwners
{
    /// <summary>Finds which owners of records that are about to be saved in this transaction still exist.</summary>
    internal static async Task<HashSet<Guid>> FindAliveAsync(
        DbTransaction transaction, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        var owners = OwnersOf(records);
        await using var select = CommandFor(transaction.Connection!, owners);
        select.Transaction = transaction;
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        var alive = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            alive.Add(reader.GetGuid(0));
        }

        return alive;
    }

    private static Guid[] OwnersOf(IReadOnlyList<UsageRecord> records)
    {
        var owners = new HashSet<Guid>();
        Guid? last = null;
        foreach (var record in records)
        {
            if (record.UserId != last)
            {
                owners.Add(record.UserId);
                last = record.UserId;
            }
        }

        return [.. owners];
    }

    // Locked, so that an erasure at this moment waits until the records are there to be seen. SQLite has one writer at a time;
    // a list of parameters would have the provider look through all of them for each.
    private static DbCommand CommandFor(DbConnection connection, Guid[] owners) => connection is SqliteConnection
        ? connection.Command("SELECT id FROM users WHERE id IN (SELECT value FROM json_each(@p0))", JsonOf(owners))
        : connection.Command("SELECT id FROM users WHERE id = ANY (@p0) FOR KEY SHARE", owners);

    // In the form in which SQLite has ids.
    private static string JsonOf(Guid[] owners) => $"[{string.Join(',', owners.Select(owner => $"\"{owner.ToString().ToUpperInvariant()}\""))}]";
}
