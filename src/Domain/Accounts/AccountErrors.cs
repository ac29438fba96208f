using AkashChat.Domain.Common;

namespace AkashChat.Domain.Accounts;

/// <summary>What can go wrong with accounts and sign-in sessions.</summary>
public static class AccountErrors
{
    /// <summary>There is no session, or it has ended.</summary>
    public static readonly Error NotSignedIn = new(
        ErrorKind.Unauthenticated, "accounts.not_signed_in", "You are not signed in, or the session has ended.", "Get a key at /keys/new, or come back with your recovery code at /recover.");

    /// <summary>The act is the operator's alone.</summary>
    public static readonly Error NotAdmin = new(
        ErrorKind.Forbidden, "accounts.not_admin", "This is for the operator of the service alone.", "The operator names admin accounts in AKASHCHAT_ADMINS.");

    /// <summary>The terms in force are not accepted, or were withdrawn.</summary>
    public static readonly Error TermsNotAccepted = new(
        ErrorKind.Forbidden, "accounts.terms_not_accepted", "The terms in force are not accepted yet.", "Read the terms and accept them: with acceptsTerms in this request, or on the account page.", "acceptsTerms");

    /// <summary>An extended user's address is not verified.</summary>
    public static readonly Error AddressUnverified = new(
        ErrorKind.Forbidden, "accounts.address_unverified", "Your mail address is not verified yet.", "Follow the link in the mail of your sign-in provider, then refresh on the account page.");

    /// <summary>The sign-in belongs to another account.</summary>
    public static readonly Error IdentityTaken = new(
        ErrorKind.Conflict, "accounts.identity_taken", "That sign-in belongs to another account already.", "Sign in with it to use that account, or attach another one.");

    /// <summary>The account has a sign-in already.</summary>
    public static readonly Error AlreadyAttached = new(
        ErrorKind.Conflict, "accounts.already_attached", "A sign-in is attached to this account already.", "Nothing is to be done; sign in with it.");

    /// <summary>The sign-in at the provider failed or was broken off.</summary>
    public static readonly Error SignInFailed = new(
        ErrorKind.Forbidden, "accounts.sign_in_failed", "The sign-in did not come to a good end.", "Start it again from the portal, in one tab.");

    /// <summary>The OpenID provider does not answer.</summary>
    public static readonly Error ProviderUnavailable = new(
        ErrorKind.Unavailable, "accounts.provider_unavailable", "The sign-in provider does not answer.", "Try again in a minute; keys go on working.");

    /// <summary>There is no sign-in here.</summary>
    public static readonly Error SignInNotOffered = new(
        ErrorKind.NotFound, "accounts.sign_in_not_offered", "This service has no sign-in.", "Get a key without an account at /keys/new.");

    /// <summary>The recovery code is none of this service's, or was replaced.</summary>
    public static readonly Error RecoveryCodeUnknown = new(
        ErrorKind.Forbidden, "accounts.recovery_code_unknown", "No account has this recovery code.", "Check the code; only the newest one works.", "code");

    /// <summary>An act was done too often today. <see cref="Error.Message"/> says which, whose limit, and when it begins anew.</summary>
    public static readonly Error ActLimit = new(
        ErrorKind.RateLimited, "accounts.act_limit", "This was done too often today.", "Try again tomorrow (days are counted in UTC); existing keys go on working.");
}
