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
        ErrorKind.Unauthenticated, "keys.malformed", "That is not an API key of this service.", "Check that the whole key was copied: keys made here begin with sk-ac_ and have 55 characters.");

    /// <summary>The key has the right form, but does not exist.</summary>
    public static readonly Error Unknown = new(
        ErrorKind.Unauthenticated, "keys.unknown", "This API key does not exist.", "Check the key, or get a new one at /keys/new.");

    /// <summary>The key is past its end.</summary>
    public static readonly Error Expired = new(
        ErrorKind.Unauthenticated, "keys.expired", "This API key has expired.", "Renew it on the account page, or get a new key at /keys/new.");

    /// <summary>The key was revoked.</summary>
    public static readonly Error Revoked = new(
        ErrorKind.Unauthenticated, "keys.revoked", "This API key was revoked.", "Get a new key at /keys/new.");

    /// <summary>The key is switched off, or not yet complete.</summary>
    public static readonly Error NotActive = new(
        ErrorKind.Unauthenticated, "keys.not_active", "This API key is not active.", "Enable it on the account page, or use another one.");

    /// <summary>The secret was replaced by a rotation, and its overlap is over.</summary>
    public static readonly Error Rotated = new(
        ErrorKind.Unauthenticated, "keys.rotated", "This secret of the API key was replaced by a newer one.", "Use the secret from the last rotation, or rotate the key again on the account page.");

    /// <summary>The account has no such key.</summary>
    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "keys.not_found", "Your account has no key with this id.", "See your keys at GET /api/account or on the account page.");

    /// <summary>The account has as many active keys as it may.</summary>
    public static readonly Error LimitReached = new(
        ErrorKind.Conflict, "keys.limit_reached", "Your account has as many active keys as it may have.", "Rotate a key to get a new secret for it, or disable or revoke one first.");

    /// <summary>Another key of the account took the same place at the same moment.</summary>
    public static readonly Error SlotTaken = new(
        ErrorKind.Conflict, "keys.slot_taken", "Another key of your account was made at the same moment.", "Look at your keys, then try again.");

    /// <summary>The key's state does not allow the act.</summary>
    public static readonly Error WrongState = new(
        ErrorKind.Conflict, "keys.wrong_state", "The key's state does not allow this.", "Revoked keys stay revoked; an expired key can be renewed; only a disabled key can be enabled.");

    /// <summary>Own limits or end beyond what the team allows.</summary>
    public static readonly Error TooWide = new(
        ErrorKind.Invalid, "keys.too_wide", "A key cannot have wider limits, more models or a later end than its team allows.", "See GET /v1/key for the limits that hold; choose the same or narrower ones.");

    /// <summary>Keys of the account's tier have no end that could be put off.</summary>
    public static readonly Error NoEnd = new(
        ErrorKind.Conflict, "keys.no_end", "This key has no end that could be put off.", "Nothing is to be done: it works until it is revoked.");

    /// <summary>The last day of all keys has come.</summary>
    public static readonly Error IssuingEnded = new(
        ErrorKind.Forbidden, "keys.issuing_ended", "This service issues no keys any more: the day on which all keys end has come.", "See the operator's announcements.");

    /// <summary>Whoever enforces keys does not answer, or not in a way that could be read. What it may have done all the same is taken back.</summary>
    public static readonly Error BackendUnavailable = new(
        ErrorKind.Unavailable, "keys.backend_unavailable", "The model gateway that enforces keys does not answer at the moment; no key was made or changed.", "Try again in a minute.")
    {
        RetryAfter = TimeSpan.FromSeconds(30),
    };

    /// <summary>Whoever enforces keys refuses us. Nothing was changed.</summary>
    public static readonly Error BackendRefused = new(
        ErrorKind.Unavailable, "keys.backend_refused", "The model gateway that enforces keys refuses this service; nothing was changed.", "Tell the operator the request id: it is not your fault, and trying again will not help until it is mended.")
    {
        RetryAfter = TimeSpan.FromMinutes(5),
    };

    /// <summary>Whoever enforces keys lets everybody in.</summary>
    public static readonly Error BackendOpen = new(
        ErrorKind.Unavailable, "keys.backend_open", "The model gateway that enforces keys takes any key; nothing was changed.", "Tell the operator: it needs a master key before it can be used.");

    /// <summary>A change is saved here, but could not be carried to whoever enforces keys yet.</summary>
    public static readonly Error BackendPending = new(
        ErrorKind.Unavailable, "keys.backend_pending", "The change is saved, but the model gateway that enforces keys has not taken it over: until it does, the key works as before.", "Nothing is to be done: it is tried again every minute. Doing it again does no harm.")
    {
        RetryAfter = TimeSpan.FromSeconds(30),
    };

    /// <summary>Whoever enforces keys does not know the key any more.</summary>
    public static readonly Error EndedAtBackend = new(
        ErrorKind.Conflict, "keys.ended_at_backend", "The key was ended at the model gateway that enforces keys.", "Make a new one on your account page.");

    /// <summary>A reported text is not a key that works here.</summary>
    public static readonly Error LeakUnknown = new(
        ErrorKind.NotFound, "keys.leak_unknown", "That is not a key of this service, or not one that still exists.", "Check that the whole key was copied: keys made here begin with sk-ac_ and have 55 characters.", "apiKey");

    /// <summary>A message about found keys is not signed by GitHub.</summary>
    public static readonly Error ScanningSignatureInvalid = new(
        ErrorKind.Forbidden, "keys.scanning_signature_invalid", "The message is not signed with a key of GitHub's secret scanning.", "To report a leaked key yourself, use POST /api/leaked-keys or the page /leaked-keys.");

    /// <summary>The keys that GitHub signs with cannot be read.</summary>
    public static readonly Error ScanningKeysUnavailable = new(
        ErrorKind.Unavailable, "keys.scanning_keys_unavailable", "The keys that GitHub signs its messages with cannot be read at the moment.", "Send the message again in a minute; nothing of it was done yet.")
    {
        RetryAfter = TimeSpan.FromMinutes(1),
    };

    /// <summary>A message about found keys, signed by GitHub, cannot be read.</summary>
    public static readonly Error ScanningMessageInvalid = new(
        ErrorKind.Invalid, "keys.scanning_message_invalid", "The message is not a JSON array of found secrets.", "Send the array as GitHub's secret scanning partner programme describes it.");

    /// <summary>The price of a key has risen since the challenge was issued.</summary>
    public static readonly Error ChallengeTooCheap = new(
        ErrorKind.Conflict, "keys.challenge_too_cheap", "So many keys were taken meanwhile that this challenge is too easy now.", "Ask for a new challenge and answer that one.", "challenge");

    /// <summary>The service wants another kind of challenge.</summary>
    public static readonly Error ChallengeNotOffered = new(
        ErrorKind.NotFound, "keys.challenge_not_offered", "This service does not take that kind of challenge.", "See GET /api/challenges for the one it takes.");

    /// <summary>The captcha provider does not accept the answer.</summary>
    public static readonly Error CaptchaRejected = new(
        ErrorKind.Forbidden, "keys.captcha_rejected", "The captcha was not accepted.", "Solve it again; each answer works once and for a few minutes.", "captchaToken");

    /// <summary>The captcha provider does not answer, or not in a way that could be read.</summary>
    public static readonly Error CaptchaUnavailable = new(
        ErrorKind.Unavailable, "keys.captcha_unavailable", "The captcha cannot be checked at the moment.", "Try again in a minute; existing keys go on working.")
    {
        RetryAfter = TimeSpan.FromSeconds(30),
    };

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
