using AkashChat.Application.Usage;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Usage;

internal sealed class UsageHistory(AppDbContext database) : IUsageHistory
{
    public IAsyncEnumerable<UsageRecord> StreamAsync(UserId userId) =>
        database.UsageRecords.AsNoTracking()
            .Where(record => record.UserId == userId.Value)
            .OrderBy(record => record.StartedAt).ThenBy(record => record.Id)
            .AsAsyncEnumerable();
}
