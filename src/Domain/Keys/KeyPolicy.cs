namespace AkashChat.Domain.Keys;

/// <summary>What a team's keys may be.</summary>
public sealed record KeyPolicy
{
    /// <summary>Five days and one key at a time, as users of the permissionless tier know it.</summary>
    public static readonly KeyPolicy Permissionless = new() { Lifetime = TimeSpan.FromDays(5), MaxActiveKeys = 1 };

    /// <summary>Five keys without end.</summary>
    public static readonly KeyPolicy Extended = new() { MaxActiveKeys = 5 };

    /// <summary>How long a key lives, from its making or its last renewal; null: without end.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How many keys of one owner may be active at the same time.</summary>
    public int MaxActiveKeys { get; init; }

    /// <summary>When every key ends, however young; null: there is no such day. It is asked whenever a key is looked at and stored with none, so that it can be put off.</summary>
    public DateTimeOffset? LastEnd { get; init; }

    /// <summary>What each key may use.</summary>
    public KeyLimits Limits { get; init; } = KeyLimits.None;

    /// <summary>Whether the day on which every key ends has come.</summary>
    public bool HasEndedAt(DateTimeOffset now) => LastEnd <= now;

    /// <summary>When the lifetime of a key is over that begins, or is renewed, at that time; null: never.</summary>
    public DateTimeOffset? EndFor(DateTimeOffset now) => now + Lifetime;

    /// <summary>When a key with this end really ends: at the latest at <see cref="LastEnd"/>.</summary>
    public DateTimeOffset? EndUnder(DateTimeOffset? end) => Earlier(end, LastEnd);

    /// <summary>The earlier of two ends, of which null is none.</summary>
    public static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other is null ? one ?? other : one < other ? one : other;
}
