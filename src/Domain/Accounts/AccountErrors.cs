using AkashChat.Domain.Common;

namespace AkashChat.Domain.Accounts;

/// <summary>What can go wrong with accounts and sign-in sessions.</summary>
public static class AccountErrors
{
    /// <summary>There is no session, or it has ended.</summary>
    public static readonly Error NotSignedIn = new(
        ErrorKind.Unauthenticated, "accounts.not_signed_in", "You are not signed in, or the session has ended.", "Get a key at /keys/new; that signs you in.");
}
