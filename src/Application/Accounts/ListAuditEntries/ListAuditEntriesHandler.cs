using System.Globalization;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.ListAuditEntries;

internal sealed class ListAuditEntriesHandler(AdminOptions admins, IAuditLog audit)
    : IQueryHandler<ListAuditEntriesQuery, IReadOnlyList<AuditView>>
{
    // Not a validator's: strangers shall hear that this is not theirs, whatever they ask for.
    private static readonly Error OutOfBounds = CommonErrors.InvalidInput with
    {
        Field = "most",
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["most"] = [string.Create(CultureInfo.InvariantCulture, $"Ask for 1 to {ListAuditEntriesQuery.Limit} entries.")],
        },
    };

    public async Task<Result<IReadOnlyList<AuditView>>> Handle(ListAuditEntriesQuery query, CancellationToken cancellationToken)
    {
        if (admins.Refuse(query.Visitor) is { } refused)
        {
            return refused;
        }

        if (query.Most is < 1 or > ListAuditEntriesQuery.Limit)
        {
            return OutOfBounds;
        }

        var entries = await audit.ListAsync(query.UserId, query.Most, cancellationToken);
        return Result<IReadOnlyList<AuditView>>.Success([.. entries.Select(AuditView.Of)]);
    }
}
