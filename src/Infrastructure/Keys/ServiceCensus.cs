using AkashChat.Application.Keys;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Keys;

internal sealed class ServiceCensus(AppDbContext database, KeyPolicies policies) : IServiceCensus
{
    public async Task<ServiceCounts> TakeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var users = await database.Users.AsNoTracking()
            .GroupBy(user => user.Tier)
            .Select(group => new UserCount(group.Key, group.Count()))
            .ToListAsync(cancellationToken);
        var keys = await (
            from key in database.ApiKeys.AsNoTracking()
            join user in database.Users.AsNoTracking() on key.UserId equals user.Id
            group key by new { user.Tier, key.State, IsOver = key.ExpiresAt != null && key.ExpiresAt <= now } into like
            select new { like.Key.Tier, like.Key.State, like.Key.IsOver, Count = like.Count() }).ToListAsync(cancellationToken);
        return new ServiceCounts(
            [.. users.OrderBy(user => user.Tier)],
            [
                .. keys
                    .GroupBy(like => (like.Tier, State: ApiKey.StateAt(like.State, policies.For(like.Tier).EndUnder(like.IsOver ? now : null), now)))
                    .OrderBy(like => like.Key)
                    .Select(like => new KeyCount(like.Key.Tier, like.Key.State, like.Sum(some => some.Count))),
            ]);
    }
}
