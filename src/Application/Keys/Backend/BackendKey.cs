using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Backend;

/// <summary>What a backend is to know of a key: computed from the records, so that it can be said again at any time.</summary>
public sealed record BackendKey
{
    /// <summary>Names the key in public.</summary>
    public required ApiKeyId Id { get; init; }

    /// <summary>Its owner.</summary>
    public required UserId UserId { get; init; }

    /// <summary>How the owner came in.</summary>
    public required Tier Tier { get; init; }

    /// <summary>The team.</summary>
    public required string TeamId { get; init; }

    /// <summary>What its holder calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The limits that hold.</summary>
    public required KeyLimits Limits { get; init; }

    /// <summary>Whether it is switched off.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>The secrets that work, the newest first; none: the key is over for good.</summary>
    public required IReadOnlyList<BackendSecret> Secrets { get; init; }

    /// <summary>The hash of the secret before, whose spending a new one goes on with; null: there is none.</summary>
    public string? SpentBy { get; init; }

    /// <summary>Hashes of secrets that are not to work any more.</summary>
    public required IReadOnlyList<string> EndedHashes { get; init; }

    /// <summary>What a backend is to know of a key at that time.</summary>
    public static BackendKey Of(ApiKey key, Tier tier, KeyPolicy policy, DateTimeOffset now)
    {
        var end = policy.EndUnder(key.ExpiresAt);
        var isOver = key.State == KeyState.Revoked;
        var hasOverlap = !isOver && key.PreviousEndsAt > now;
        return new BackendKey
        {
            Id = key.Id,
            UserId = key.UserId,
            Tier = tier,
            TeamId = key.TeamId,
            Name = key.Name,
            Limits = policy.Limits.NarrowedBy(key.OwnLimits),
            IsBlocked = key.State == KeyState.Disabled,
            Secrets =
            [
                .. isOver ? [] : new[] { new BackendSecret(key.Hash, end) },
                .. hasOverlap ? new[] { new BackendSecret(key.PreviousHash!, KeyPolicy.Earlier(end, key.PreviousEndsAt)) } : [],
            ],
            EndedHashes =
            [
                .. isOver ? new[] { key.Hash } : [],
                .. key.PreviousHash is null || hasOverlap ? [] : new[] { key.PreviousHash },
            ],
        };
    }

    /// <summary>Whether a backend's record of one of its secrets says what it is to say.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="record">What the backend has.</param>
    /// <param name="tolerance">How far the ends may lie apart: lifetimes are told in seconds from a moment that two clocks see differently.</param>
    /// <param name="now">The time.</param>
    public bool IsAsIn(BackendSecret secret, BackendRecord record, TimeSpan tolerance, DateTimeOffset now) =>
        record.UserId == UserId
        && record.TeamId == TeamId
        && record.Name == Name
        && record.Limits.IsSameAs(Limits)
        && record.IsBlocked == MustBeBlocked(secret, record.ExpiresAt, now)
        && IsSameEnd(secret, record.ExpiresAt, tolerance, now);

    /// <summary>Whether a secret is to be blocked: switched off, or over here and not there.</summary>
    public bool MustBeBlocked(BackendSecret secret, DateTimeOffset? expiresThere, DateTimeOffset now) =>
        IsBlocked || (secret.EndsAt <= now && !(expiresThere <= now));

    /// <summary>Whether a backend's end of a secret is the right one, or none that still matters.</summary>
    public static bool IsSameEnd(BackendSecret secret, DateTimeOffset? expiresThere, TimeSpan tolerance, DateTimeOffset now) =>
        secret.EndsAt <= now
        || (secret.EndsAt is null ? expiresThere is null : expiresThere is { } there && (there - secret.EndsAt.Value).Duration() <= tolerance);
}

/// <summary>A secret that is to work.</summary>
/// <param name="Hash">SHA-256 of it.</param>
/// <param name="EndsAt">Until when; null: without end.</param>
public sealed record BackendSecret(string Hash, DateTimeOffset? EndsAt);
