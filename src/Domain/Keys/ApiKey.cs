using AkashChat.Domain.Accounts;

namespace AkashChat.Domain.Keys;

/// <summary>The right to call the gateway, held by a <see cref="User"/>.</summary>
public sealed class ApiKey
{
    /// <summary>The longest name, in characters.</summary>
    public const int NameMaxLength = 60;

    private ApiKey(ApiKeyId id, UserId userId, string teamId, string name, string hash, string preview, DateTimeOffset createdAt)
    {
        Id = id;
        UserId = userId;
        TeamId = teamId;
        Name = name;
        Hash = hash;
        Preview = preview;
        CreatedAt = createdAt;
    }

    /// <summary>Names the key in public.</summary>
    public ApiKeyId Id { get; }

    /// <summary>Who holds it.</summary>
    public UserId UserId { get; }

    /// <summary>The team whose limits it is under.</summary>
    public string TeamId { get; }

    /// <summary>What its holder calls it.</summary>
    public string Name { get; private set; }

    /// <summary>SHA-256 of the secret, in lower-case hex.</summary>
    public string Hash { get; }

    /// <summary>Enough of the secret to tell keys apart.</summary>
    public string Preview { get; }

    /// <summary>The stored state; <see cref="StateAt(DateTimeOffset)"/> tells the real one.</summary>
    public KeyState State { get; private set; } = KeyState.Active;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>When it was last used for a model call; null: not yet. Lags by some seconds.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>Issues a key under the policy of its owner's tier.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public static ApiKey Issue(User owner, string name, KeySecret secret, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var trimmed = name.Trim();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trimmed.Length, NameMaxLength, nameof(name));
        return new ApiKey(secret.Id, owner.Id, owner.TeamId, trimmed, secret.Hash, secret.Preview, now)
        {
            ExpiresAt = now + KeyPolicy.For(owner.Tier).Lifetime,
        };
    }

    /// <summary>Where the key stands at that time.</summary>
    public KeyState StateAt(DateTimeOffset now) => StateAt(State, ExpiresAt, now);

    /// <summary>Where a key with this stored state and end stands at that time.</summary>
    public static KeyState StateAt(KeyState stored, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        stored != KeyState.Revoked && expiresAt <= now ? KeyState.Expired : stored;
}
