using AkashChat.Domain.Accounts;

namespace AkashChat.Domain.Keys;

/// <summary>The right to call the gateway, held by a <see cref="User"/>.</summary>
/// <remarks>
/// An active key occupies one of its owner's <see cref="Slot"/>s, of which the policy has so many and which the store keeps
/// unique: that, and no check, is what holds "at most n active keys" under any concurrency.
/// </remarks>
public sealed partial class ApiKey
{
    /// <summary>The longest name, in characters.</summary>
    public const int NameMaxLength = 60;

    /// <summary>The longest time for which a rotated-away secret may live on.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromHours(24);

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
    public string TeamId { get; private set; }

    /// <summary>What its holder calls it.</summary>
    public string Name { get; private set; }

    /// <summary>SHA-256 of the secret, in lower-case hex.</summary>
    public string Hash { get; private set; }

    /// <summary>Enough of the secret to tell keys apart.</summary>
    public string Preview { get; private set; }

    /// <summary>SHA-256 of the secret before the last rotation; null: it was never rotated.</summary>
    public string? PreviousHash { get; private set; }

    /// <summary>Until when that secret works beside the new one.</summary>
    public DateTimeOffset? PreviousEndsAt { get; private set; }

    /// <summary>When it was last rotated; null: never.</summary>
    public DateTimeOffset? RotatedAt { get; private set; }

    /// <summary>The stored state; <see cref="StateAt(DateTimeOffset)"/> tells the real one.</summary>
    public KeyState State { get; private set; } = KeyState.Active;

    /// <summary>Why it was revoked; null: it is not.</summary>
    public RevocationReason? RevokedFor { get; private set; }

    /// <summary>Which of its owner's places for active keys it occupies; null: none.</summary>
    public int? Slot { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>The latest end that its policy gave it when it was made or renewed; null: none.</summary>
    public DateTimeOffset? LatestEnd { get; private set; }

    /// <summary>When it was last used for a model call; null: not yet. Right to the minute; lags by some seconds.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>Its own limits, chosen by its holder; what holds is the team's limits narrowed by them.</summary>
    public KeyLimits OwnLimits { get; private set; } = KeyLimits.None;

    /// <summary>Counts the changes, so that of two at the same moment only one is saved.</summary>
    public int Revision { get; private set; }

    /// <summary>Issues a key under the policy of its owner's team.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public static ApiKey Issue(User owner, string name, KeySecret secret, KeyPolicy policy, int slot, DateTimeOffset now)
    {
        var end = policy.EndFor(now);
        return new ApiKey(secret.Id, owner.Id, owner.TeamId, Checked(name), secret.Hash, secret.Preview, now)
        {
            Slot = slot,
            ExpiresAt = end,
            LatestEnd = end,
        };
    }

    /// <summary>Takes over a key that another service issued, with its end and its limits; it gets a new public id.</summary>
    /// <param name="owner">Whose it is from now on.</param>
    /// <param name="teamId">The team it was in.</param>
    /// <param name="key">What the other service knew of it.</param>
    /// <param name="slot">A place of its owner's that is free, even beyond those of the policy; null for a key that does not work.</param>
    /// <exception cref="ArgumentException">The name is empty or too long, or a key that is switched off would get a place.</exception>
    public static ApiKey TakeOver(User owner, string teamId, KeyFromElsewhere key, int? slot)
    {
        if (key.IsSwitchedOff && slot is not null)
        {
            throw new ArgumentException("A key that is switched off has no place.", nameof(slot));
        }

        return new ApiKey(ApiKeyId.New(), owner.Id, teamId, Checked(key.Name), key.Hash, key.Preview, key.CreatedAt)
        {
            State = key.IsSwitchedOff ? KeyState.Disabled : KeyState.Active,
            Slot = slot,
            ExpiresAt = key.ExpiresAt,
            LatestEnd = key.ExpiresAt,
            LastUsedAt = key.LastUsedAt,
            OwnLimits = key.Limits,
            PreviousHash = key.PreviousHash,
            PreviousEndsAt = key.PreviousEndsAt,
        };
    }

    /// <summary>The first of an owner's places that no active key occupies; keys that are past their end, or dead at the backend, give theirs back.</summary>
    /// <param name="keys">All keys of the owner.</param>
    /// <param name="policy">Says how many places there are.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null: all are occupied.</returns>
    public static int? FindFreeSlot(IReadOnlyCollection<ApiKey> keys, KeyPolicy policy, DateTimeOffset now)
    {
        foreach (var key in keys.Where(key => key.Slot is not null && (key.MissingSince is not null || key.StateAt(now) is KeyState.Expired)))
        {
            key.Slot = null;
            key.Revision++;
        }

        // Counted too: places beyond a policy that was made smaller are still occupied.
        return keys.Count(key => key.Slot is not null) < policy.MaxActiveKeys
            ? Enumerable.Range(0, policy.MaxActiveKeys).Cast<int?>().FirstOrDefault(slot => keys.All(key => key.Slot != slot))
            : null;
    }

    /// <summary>Where the key stands at that time.</summary>
    public KeyState StateAt(DateTimeOffset now) => StateAt(State, ExpiresAt, now);

    /// <summary>Where a key with this stored state and end stands at that time.</summary>
    public static KeyState StateAt(KeyState stored, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        stored != KeyState.Revoked && expiresAt <= now ? KeyState.Expired : stored;

    /// <summary>Gives it another name.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public void Rename(string name)
    {
        Name = Checked(name);
        Revision++;
    }

    /// <summary>Gives it a new secret; id, name, limits and statistics stay. The old secret lives on for the overlap; one from before that is dead.</summary>
    /// <exception cref="ArgumentException">The secret is another key's, or the overlap out of bounds.</exception>
    public void Rotate(KeySecret secret, TimeSpan overlap, DateTimeOffset now)
    {
        if (secret.Id != Id)
        {
            throw new ArgumentException("The secret is of another key.", nameof(secret));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(overlap, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlap, MaxOverlap);
        FormerHashes = PreviousHash is null ? null : [.. (FormerHashes ?? []).Append(PreviousHash).TakeLast(MaxFormerHashes)];
        (PreviousHash, PreviousEndsAt, PendingHash) = (Hash, now + overlap, null);
        (Hash, Preview, RotatedAt) = (secret.Hash, secret.Preview, now);
        Revision++;
    }

    /// <summary>Ends the life of the secret before the last rotation.</summary>
    public void EndPreviousSecret(DateTimeOffset now)
    {
        PreviousEndsAt = KeyPolicy.Earlier(PreviousEndsAt, now);
        Revision++;
    }

    /// <summary>Switches it off for a while; its place becomes free.</summary>
    public void Disable()
    {
        (State, Slot) = (KeyState.Disabled, null);
        Revision++;
    }

    /// <summary>Switches it on again, on a place that is free.</summary>
    public void Enable(int slot)
    {
        (State, Slot) = (KeyState.Active, slot);
        Revision++;
    }

    /// <summary>Ends it for good.</summary>
    public void Revoke(RevocationReason reason, DateTimeOffset now)
    {
        (State, Slot, RevokedFor) = (KeyState.Revoked, null, reason);
        EndPreviousSecret(now);
    }

    /// <summary>Begins its lifetime anew, under the policy of today. A disabled key stays disabled and without a place.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="slot">A place that is free, or its own; null for a disabled key.</param>
    /// <param name="now">The time.</param>
    public void Renew(KeyPolicy policy, int? slot, DateTimeOffset now)
    {
        LatestEnd = policy.EndFor(now);
        ExpiresAt = LatestEnd;
        Slot = State == KeyState.Disabled ? null : slot;
        Revision++;
    }

    /// <summary>Sets its own limits and its own end. Both may be widened again, but never beyond what the policy allows.</summary>
    /// <exception cref="ArgumentException">They are wider than the team's, or the end is later than the latest.</exception>
    public void Narrow(KeyLimits own, DateTimeOffset? end, KeyPolicy policy)
    {
        if (!policy.Limits.Contain(own) || (LatestEnd is not null && (end is null || end > LatestEnd)))
        {
            throw new ArgumentException("A key's own limits and end cannot be wider than its team's.");
        }

        OwnLimits = own;
        ExpiresAt = end;
        Revision++;
    }

    /// <summary>Takes it along to the team its owner has moved to: a key that is not over ends as that team's keys do. Own limits stay, and so does an end that its holder chose.</summary>
    public void MoveTo(string teamId, KeyPolicy policy, DateTimeOffset now)
    {
        TeamId = teamId;
        if (StateAt(now) is not (KeyState.Expired or KeyState.Revoked))
        {
            var chosen = ExpiresAt < LatestEnd || LatestEnd is null ? ExpiresAt : null;
            LatestEnd = policy.EndFor(now);
            ExpiresAt = KeyPolicy.Earlier(chosen, LatestEnd);
        }

        Revision++;
    }

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var trimmed = name.Trim();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trimmed.Length, NameMaxLength, nameof(name));
        return trimmed;
    }
}
