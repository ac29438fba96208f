using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>A key as its holder sees it.</summary>
public sealed record KeyView
{
    /// <summary>Names the key in public.</summary>
    public required ApiKeyId Id { get; init; }

    /// <summary>What the holder calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Enough of the secret to tell keys apart.</summary>
    public required string Preview { get; init; }

    /// <summary>Where it stands now.</summary>
    public required KeyState State { get; init; }

    /// <summary>Why it was revoked; null: it is not.</summary>
    public RevocationReason? RevokedFor { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The latest end that its holder may choose; null: any.</summary>
    public DateTimeOffset? LatestEnd { get; init; }

    /// <summary>Whether its end is so near that its holder should do something.</summary>
    public bool EndsSoon { get; init; }

    /// <summary>Whether its last change still waits to take effect where keys are enforced.</summary>
    public bool IsPending { get; init; }

    /// <summary>Until when the secret before the last rotation works too; null: it does not.</summary>
    public DateTimeOffset? PreviousSecretEndsAt { get; init; }

    /// <summary>When it was last used; null: not yet.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The limits that its holder chose.</summary>
    public required KeyLimits OwnLimits { get; init; }

    /// <summary>The limits that hold: the team's, narrowed by its own.</summary>
    public required KeyLimits Limits { get; init; }

    /// <summary>The view of a key at that time.</summary>
    public static KeyView Of(ApiKey key, KeyPolicy policy, DateTimeOffset now)
    {
        var end = policy.EndUnder(key.ExpiresAt);

        // What the backend does not know is over, until it knows it again.
        var isMissing = key.MissingSince is not null && key.State != KeyState.Revoked;
        var state = isMissing ? KeyState.Revoked : ApiKey.StateAt(key.State, end, now);
        return new KeyView
        {
            Id = key.Id,
            Name = key.Name,
            Preview = key.Preview,
            State = state,
            RevokedFor = isMissing ? RevocationReason.Backend : key.RevokedFor,
            CreatedAt = key.CreatedAt,
            ExpiresAt = end,
            LatestEnd = policy.EndUnder(key.LatestEnd),
            IsPending = key.PendingSince is not null,
            EndsSoon = KeyWarning.IsDue(key.CreatedAt, end, now),
            PreviousSecretEndsAt = state == KeyState.Active && key.PreviousEndsAt > now ? key.PreviousEndsAt : null,
            LastUsedAt = key.LastUsedAt,
            OwnLimits = key.OwnLimits,
            Limits = policy.Limits.NarrowedBy(key.OwnLimits),
        };
    }
}
