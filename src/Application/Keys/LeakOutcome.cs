using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>What a report of a leaked key has led to.</summary>
public enum LeakOutcome
{
    /// <summary>The key has ended for good.</summary>
    Revoked,

    /// <summary>It was the secret before the last rotation: that one has ended, the key lives on under its new one.</summary>
    PreviousSecretEnded,

    /// <summary>What was presented opened nothing any more.</summary>
    AlreadyStopped,
}

/// <summary>A key that was reported, and what came of it.</summary>
/// <param name="KeyId">Names the key in public.</param>
/// <param name="Outcome">What came of it.</param>
public sealed record StoppedKey(ApiKeyId KeyId, LeakOutcome Outcome);
