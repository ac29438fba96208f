using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.GetAuditTrail;

/// <summary>Asks what was done lately with the signed-in visitor's own account.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record GetAuditTrailQuery(Visitor Visitor) : IQuery<IReadOnlyList<AuditView>>
{
    /// <summary>How many entries are shown, the newest first; the export has them all.</summary>
    public const int Most = 100;
}
