using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.GetAuditTrail;

internal sealed class GetAuditTrailHandler(IAuditLog audit) : IQueryHandler<GetAuditTrailQuery, IReadOnlyList<AuditView>>
{
    public async Task<Result<IReadOnlyList<AuditView>>> Handle(GetAuditTrailQuery query, CancellationToken cancellationToken)
    {
        var entries = await audit.ListAsync(query.Visitor.UserId, GetAuditTrailQuery.Most, cancellationToken);
        return Result<IReadOnlyList<AuditView>>.Success([.. entries.Select(AuditView.Of)]);
    }
}
