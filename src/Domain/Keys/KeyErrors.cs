using AkashChat.Domain.Common;

namespace AkashChat.Domain.Keys;

/// <summary>What can go wrong with keys and with getting one.</summary>
public static class KeyErrors
{
    /// <summary>No key came with the request.</summary>
    public static readonly Error Missing = new(
        ErrorKind.Unauthenticated, "keys.missing", "No API key came with the request.", "Send the header Authorization: Bearer YOUR_KEY; get a key at /keys/new.");

    /// <summary>The text is not a key of this service.</summary>
    public static readonly Error Malformed = new(
        ErrorKind.Unauthenticated, "keys.malformed", "That is not an API key of this service.", "Check that the whole key was copied: it begins with sk-ac_ and has 55 characters.");

    /// <summary>The key has the right form, but does not exist.</summary>
    public static readonly Error Unknown = new(
        ErrorKind.Unauthenticated, "keys.unknown", "This API key does not exist.", "Check the key, or get a new one at /keys/new.");

    /// <summary>The key is past its end.</summary>
    public static readonly Error Expired = new(
        ErrorKind.Unauthenticated, "keys.expired", "This API key has expired.", "Get a new key at /keys/new.");

    /// <summary>The key was revoked.</summary>
    public static readonly Error Revoked = new(
        ErrorKind.Unauthenticated, "keys.revoked", "This API key was revoked.", "Get a new key at /keys/new.");

    /// <summary>The key is switched off, or not yet complete.</summary>
    public static readonly Error NotActive = new(
        ErrorKind.Unauthenticated, "keys.not_active", "This API key is not active.", "Enable it on the account page, or use another one.");

    /// <summary>The challenge was not issued by this service, or it was changed, or it is another network's.</summary>
    public static readonly Error ChallengeInvalid = new(
        ErrorKind.Forbidden, "keys.challenge_invalid", "The challenge is not one that this service issued to your network.", "Ask for a new challenge and answer that one.", "challenge");

    /// <summary>The challenge is past its end.</summary>
    public static readonly Error ChallengeExpired = new(
        ErrorKind.Forbidden, "keys.challenge_expired", "The challenge has expired.", "Ask for a new challenge and answer it within its time.", "challenge");

    /// <summary>The answer does not solve the challenge.</summary>
    public static readonly Error ChallengeUnsolved = new(
        ErrorKind.Forbidden, "keys.challenge_unsolved", "The answer does not solve the challenge.", "Solve it as described at /swagger, or ask for a new one.", "solution");

    /// <summary>The challenge bought a key before.</summary>
    public static readonly Error ChallengeReplayed = new(
        ErrorKind.Conflict, "keys.challenge_replayed", "This challenge was used before; each works once.", "Ask for a new challenge. If you already have a key, it is on your account page.", "challenge");

    /// <summary>The waiting ticket is not ripe yet.</summary>
    public static readonly Error TicketTooEarly = new(
        ErrorKind.Forbidden, "keys.ticket_too_early", "The waiting ticket is not valid yet.", "Wait until its time has come, then send the same ticket again.", "challenge");

    /// <summary>Too many keys were bought with waiting tickets from one network.</summary>
    public static readonly Error TicketLimit = new(
        ErrorKind.RateLimited, "keys.ticket_limit", "Your network has used up its waiting tickets for today.", "Solve the puzzle instead (with JavaScript, or with `akashchat key`), or come back tomorrow.", "challenge");
}
