using AkashChat.Domain.Accounts;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Keeps people who were erased while their last requests were under way from coming back with the record of them.</summary>
internal static class ErasedOwners
{
    /// <summary>Finds which owners of records that are about to be saved in this transaction still exist.</summary>
    internal static async Task<HashSet<UserId>> FindAliveAsync(
        AppDbContext database, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        var owners = records.Select(record => record.UserId).Distinct().ToArray();
        var ids = Array.ConvertAll(owners, owner => new UserId(owner));

        // Locked, so that an erasure at this moment waits until the records are there to be seen. SQLite has one writer at a time.
        var users = database.Database.IsNpgsql()
            ? database.Users.FromSql($"SELECT * FROM users WHERE id = ANY ({owners}) FOR KEY SHARE")
            : database.Users.Where(user => ids.Contains(user.Id));
        return [.. await users.Select(user => user.Id).ToListAsync(cancellationToken)];
    }
}
