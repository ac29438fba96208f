using AkashChat.Application.Accounts;
using AkashChat.Application.Usage;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.RollUps;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Usage;

internal sealed class AccountEraser(AppDbContext database, GatheredSums sums, ISessionStore sessions, SqliteSweep sweep) : IAccountEraser
{
    public async Task<bool> EraseAsync(UserId userId, AuditEntry last, CancellationToken cancellationToken)
    {
        // Nothing of theirs is gathered meanwhile.
        using (await sums.TakeTurnWithAllWrittenAsync(cancellationToken))
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            // First of all: if their store does not answer, this throws and nothing is erased. In the database it is part of the transaction.
            await sessions.DeleteAllAsync(userId, cancellationToken);

            // Then the user, with consents, keys and what else hangs on it. Whoever is about to write something of theirs has
            // locked this row or waits for it: afterwards all that they wrote is seen here, and nothing more can come.
            if (await database.Users.Where(user => user.Id == userId).ExecuteDeleteAsync(cancellationToken) == 0)
            {
                return false;
            }

            await database.UsageRecords
                .Where(record => record.UserId == userId.Value)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(record => record.UserId, Guid.Empty).SetProperty(record => record.KeyId, UsageRecord.ErasedKeyId),
                    cancellationToken);
            await EraseSumsAsync(userId.Value, cancellationToken);
            await database.AuditEntries
                .Where(entry => entry.UserId == userId)
                .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Network, ClientNetwork.Erased), cancellationToken);
            var subject = userId.ToString();
            await database.ActTallies
                .Where(tally => tally.Scope == ActScope.Person && tally.Subject == subject)
                .ExecuteDeleteAsync(cancellationToken);
            database.AuditEntries.Add(last);
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await sweep.SweepAsync();
        return true;
    }

    // What they used stays in the sums, as nobody's. Sums of teams know no person.
    private async Task EraseSumsAsync(Guid userId, CancellationToken cancellationToken)
    {
        foreach (var text in RollUpTable.All.Where(table => table.IsByKey).SelectMany(table => RollUpSql.Erase(table, database.Database.IsNpgsql())))
        {
            await database.Database.ExecuteSqlRawAsync(text, [userId, Guid.Empty, UsageRecord.ErasedKeyId], cancellationToken);
        }
    }
}
