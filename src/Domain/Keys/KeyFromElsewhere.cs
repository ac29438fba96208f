namespace AkashChat.Domain.Keys;

/// <summary>A key that another service issued, in our terms; nobody knows its secret but its holder.</summary>
public sealed record KeyFromElsewhere
{
    /// <summary>What its holder calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The <see cref="KeyHash"/> of its secret.</summary>
    public required string Hash { get; init; }

    /// <summary>Enough of the secret to tell keys apart.</summary>
    public required string Preview { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used; null: not yet.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Whether it was switched off there.</summary>
    public bool IsSwitchedOff { get; init; }

    /// <summary>Its limits there.</summary>
    public KeyLimits Limits { get; init; } = KeyLimits.None;

    /// <summary>The hash of the secret before its last rotation, if that still works; null: there is none.</summary>
    public string? PreviousHash { get; init; }

    /// <summary>Until when that secret works.</summary>
    public DateTimeOffset? PreviousEndsAt { get; init; }

    /// <summary>Whether it works at that time, so that it needs a place.</summary>
    public bool IsActiveAt(DateTimeOffset now) => !IsSwitchedOff && !(ExpiresAt <= now);
}
