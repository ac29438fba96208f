using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.GetServiceCounts;

internal sealed class GetServiceCountsHandler(AdminOptions admins, IServiceCensus census, TimeProvider clock)
    : IQueryHandler<GetServiceCountsQuery, ServiceCounts>
{
    public async Task<Result<ServiceCounts>> Handle(GetServiceCountsQuery query, CancellationToken cancellationToken) =>
        admins.Refuse(query.Visitor) is { } refused ? refused : await census.TakeAsync(clock.GetUtcNow(), cancellationToken);
}
