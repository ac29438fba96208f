using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Writes down what somebody agrees to or withdraws, with the text that it is about; saved with the unit of work.</summary>
internal sealed class ConsentRecorder(IConsentStore consents, IAuditLog audit, TermsOptions terms)
{
    /// <summary>Writes it down.</summary>
    /// <returns>Whether anything changes by it.</returns>
    internal bool Record(Visitor visitor, ConsentHistory history, ConsentKind kind, bool given, DateTimeOffset now)
    {
        // What is given is consent to the text in force; what is withdrawn is the consent that was given, perhaps to an older one.
        var text = !given && history.Current(kind) is { } current ? new ConsentText(current.Version, current.TextReference) : terms.For(kind);
        if (history.Record(kind, given, text.Version, text.Reference, now) is not { } entry)
        {
            return false;
        }

        consents.Add(entry);
        audit.Add(AuditEntry.Of(visitor, ActionOf(kind, given), now, detail: text.Version));
        return true;
    }

    private static string ActionOf(ConsentKind kind, bool given) => (kind, given) switch
    {
        (ConsentKind.Terms, true) => AuditActions.TermsAccepted,
        (ConsentKind.Terms, false) => AuditActions.TermsWithdrawn,
        (_, true) => AuditActions.MessagesAccepted,
        _ => AuditActions.MessagesWithdrawn,
    };
}
