using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.GetServiceCounts;

internal sealed class GetServiceCountsHandler(
    AdminOptions admins, IServiceCensus census, ISpentChallengeStore spent, ChallengeOptions challenge, TimeProvider clock)
    : IQueryHandler<GetServiceCountsQuery, ServiceOverview>
{
    public async Task<Result<ServiceOverview>> Handle(GetServiceCountsQuery query, CancellationToken cancellationToken)
    {
        if (admins.Refuse(query.Visitor) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        return new ServiceOverview(
            await census.TakeAsync(now, cancellationToken),
            await spent.CountAsync(null, now - ChallengePrice.Window, cancellationToken),
            challenge.FreePerServiceAndHour);
    }
}
