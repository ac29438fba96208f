using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts;

/// <summary>Lets an act through only if the terms in force are accepted, or are being accepted with it.</summary>
internal sealed class TermsGate(IConsentStore consents, IAuditLog audit, TermsOptions terms)
{
    /// <summary>Checks, and writes the consent down if it is given now; saved with the unit of work.</summary>
    /// <returns>Why not; null: the terms are accepted.</returns>
    internal async Task<Error?> RefuseAsync(Visitor visitor, bool acceptsTerms, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var history = await consents.GetAsync(visitor.UserId, cancellationToken);
        if (history.Accepts(ConsentKind.Terms, terms.Version))
        {
            return null;
        }

        if (!acceptsTerms || history.Record(ConsentKind.Terms, true, terms.Version, terms.Address, now) is not { } entry)
        {
            return AccountErrors.TermsNotAccepted;
        }

        consents.Add(entry);
        audit.Add(AuditEntry.Of(visitor, AuditActions.TermsAccepted, now, detail: terms.Version));
        return null;
    }
}
