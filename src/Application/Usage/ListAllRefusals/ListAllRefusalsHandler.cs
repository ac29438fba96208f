using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Usage.ListAllRefusals;

internal sealed class ListAllRefusalsHandler(AdminOptions admins, IRefusalLog log) : IQueryHandler<ListAllRefusalsQuery, IReadOnlyList<Refusal>>
{
    public async Task<Result<IReadOnlyList<Refusal>>> Handle(ListAllRefusalsQuery query, CancellationToken cancellationToken) =>
        admins.Refuse(query.Visitor) is { } refused
            ? refused
            : Result<IReadOnlyList<Refusal>>.Success(await log.ListAsync(null, cancellationToken));
}
