using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>An entry of the audit trail, with its action in words.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="What">What was done, in a sentence without a full stop.</param>
public sealed record AuditView(AuditEntry Entry, string What)
{
    internal static AuditView Of(AuditEntry entry) => new(entry, InWords(entry.Action));

    // An action without words of its own, of a newer or older version of the program, is shown as it is stored.
    private static string InWords(string action) => action switch
    {
        AuditActions.UserOpened => "Account opened",
        AuditActions.UserTakenOver => "Account taken over from another service",
        AuditActions.UserSignedIn => "Signed in",
        AuditActions.UserAttached => "Sign-in attached",
        AuditActions.UserRefreshed => "Address taken over from the sign-in provider",
        AuditActions.UserRecovered => "Came back with the recovery code",
        AuditActions.UserErased => "Account deleted",
        AuditActions.UserExported => "Data downloaded",
        AuditActions.RecoveryCodeReplaced => "New recovery code",
        AuditActions.SessionsEnded => "Signed out everywhere",
        AuditActions.TermsAccepted => "Terms accepted",
        AuditActions.TermsWithdrawn => "Consent to the terms withdrawn",
        AuditActions.MessagesAccepted => "Messages allowed",
        AuditActions.MessagesWithdrawn => "Consent to messages withdrawn",
        AuditActions.KeyIssued => "Key made",
        AuditActions.KeyTakenOver => "Key taken over from another service",
        AuditActions.KeyRenamed => "Key renamed",
        AuditActions.KeyRotated => "Key got a new secret",
        AuditActions.KeyRenewed => "Key renewed",
        AuditActions.KeyNarrowed => "Limits of a key changed",
        AuditActions.KeyDisabled => "Key switched off",
        AuditActions.KeyEnabled => "Key switched on",
        AuditActions.KeyRevoked => "Key ended",
        AuditActions.KeyWithdrawn => "Key taken back before anybody had it, because it could not be made",
        AuditActions.KeyAdopted => "Key found at the model gateway and written down",
        AuditActions.KeyEndedAtBackend => "Key was ended at the model gateway",
        AuditActions.KeyReturned => "Key is known to the model gateway again",
        AuditActions.KeyLeaked => "Key stopped, because it was reported as leaked",
        AuditActions.KeyLeakedPreviousSecret => "Old secret of a key stopped, because it was reported as leaked",
        AuditActions.PolicyChanged => "Policy changed",
        _ => action,
    };
}
