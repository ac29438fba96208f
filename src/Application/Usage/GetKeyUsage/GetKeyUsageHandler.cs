using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Usage.GetKeyUsage;

internal sealed class GetKeyUsageHandler(OwnedKeys owned, IUsageReader usage, TimeProvider clock) : IQueryHandler<GetKeyUsageQuery, KeyUsage>
{
    public async Task<Result<KeyUsage>> Handle(GetKeyUsageQuery query, CancellationToken cancellationToken)
    {
        var found = await owned.FindAsync(query.Visitor, query.KeyId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var since = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1 - GetKeyUsageQuery.Days);
        return await usage.ListDaysAsync(query.KeyId, since, cancellationToken) is { } days ? new KeyUsage(days) : KeyUsage.Unknown;
    }
}
