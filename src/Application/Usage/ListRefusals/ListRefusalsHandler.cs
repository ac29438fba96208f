using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Usage.ListRefusals;

internal sealed class ListRefusalsHandler(IRefusalLog log) : IQueryHandler<ListRefusalsQuery, IReadOnlyList<Refusal>>
{
    public async Task<Result<IReadOnlyList<Refusal>>> Handle(ListRefusalsQuery query, CancellationToken cancellationToken) =>
        Result<IReadOnlyList<Refusal>>.Success(await log.ListAsync(query.Visitor.UserId, cancellationToken));
}
