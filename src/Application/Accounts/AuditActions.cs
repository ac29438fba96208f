namespace AkashChat.Application.Accounts;

/// <summary>What an <see cref="Domain.Accounts.AuditEntry"/> can tell of.</summary>
internal static class AuditActions
{
    internal const string UserOpened = "user.opened";
    internal const string UserTakenOver = "user.taken_over";
    internal const string UserSignedIn = "user.signed_in";
    internal const string UserAttached = "user.sign_in_attached";
    internal const string UserRefreshed = "user.refreshed";
    internal const string UserRecovered = "user.recovered";
    internal const string UserErased = "user.erased";
    internal const string UserExported = "user.exported";
    internal const string RecoveryCodeReplaced = "user.recovery_code_replaced";
    internal const string SessionsEnded = "user.sessions_ended";
    internal const string TermsAccepted = "consent.terms_given";
    internal const string TermsWithdrawn = "consent.terms_withdrawn";
    internal const string MessagesAccepted = "consent.messages_given";
    internal const string MessagesWithdrawn = "consent.messages_withdrawn";
    internal const string KeyIssued = "key.issued";
    internal const string KeyTakenOver = "key.taken_over";
    internal const string KeyRenamed = "key.renamed";
    internal const string KeyRotated = "key.rotated";
    internal const string KeyRenewed = "key.renewed";
    internal const string KeyMoved = "key.moved";
    internal const string KeyNarrowed = "key.narrowed";
    internal const string KeyDisabled = "key.disabled";
    internal const string KeyEnabled = "key.enabled";
    internal const string KeyRevoked = "key.revoked";
    internal const string KeyLeaked = "key.leaked";
    internal const string KeyLeakedPreviousSecret = "key.leaked_previous_secret";
    internal const string KeyWithdrawn = "key.withdrawn";
    internal const string KeyAdopted = "key.adopted";
    internal const string KeyEndedAtBackend = "key.ended_at_backend";
    internal const string KeyReturned = "key.returned_from_backend";
    internal const string PolicyChanged = "policy.changed";
}
