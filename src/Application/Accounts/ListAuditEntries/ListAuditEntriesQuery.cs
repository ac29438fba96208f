using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.ListAuditEntries;

/// <summary>Asks for the newest entries of the audit trail; for the operator alone.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="UserId">Of which account; null: of all, and of what belongs to none.</param>
/// <param name="Most">How many at most.</param>
public sealed record ListAuditEntriesQuery(Visitor Visitor, UserId? UserId, int Most) : IQuery<IReadOnlyList<AuditView>>
{
    /// <summary>How many may be asked for.</summary>
    public const int Limit = 1_000;
}
