using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts;

/// <summary>Lets an act through only if the terms in force are accepted, or are being accepted with it.</summary>
internal sealed class TermsGate(IConsentStore consents, ConsentRecorder recorder, TermsOptions terms)
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

        return acceptsTerms && recorder.Record(visitor, history, ConsentKind.Terms, given: true, now) ? null : AccountErrors.TermsNotAccepted;
    }
}
