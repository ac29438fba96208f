namespace AkashChat.Domain.Keys;

/// <summary>What a key's life has besides where somebody else enforces keys: the time between a change here and the same change there.</summary>
public sealed partial class ApiKey
{
    /// <summary>How many former secrets are remembered: whoever rotates more often loses the oldest from the statistics.</summary>
    public const int MaxFormerHashes = 100;

    /// <summary>Since when a change waits to be carried to the backend; null: both agree, as far as is known here.</summary>
    public DateTimeOffset? PendingSince { get; private set; }

    /// <summary>Since when the backend does not know the key, which therefore does not work; null: it knows it, as far as is known here.</summary>
    public DateTimeOffset? MissingSince { get; private set; }

    /// <summary>SHA-256 of a secret that the backend may know already, of a rotation that is not done; null: there is none.</summary>
    public string? PendingHash { get; private set; }

    /// <summary>Hashes of the secrets before <see cref="PreviousHash"/>, the newest last: what they were used for is the key's usage too.</summary>
    public IReadOnlyList<string>? FormerHashes { get; private set; }

    /// <summary>Every hash that the key ever had and that is still remembered, the current one first.</summary>
    public IEnumerable<string> AllHashes => PreviousHash is null ? [Hash] : [Hash, PreviousHash, .. FormerHashes ?? []];

    /// <summary>Says that a change is to be carried to the backend.</summary>
    public void AwaitBackend(DateTimeOffset now)
    {
        PendingSince = now;
        Revision++;
    }

    /// <summary>Puts a new key into the state before the backend knows it: nobody has its secret yet.</summary>
    public void BeginIssuing(DateTimeOffset now)
    {
        State = KeyState.Issuing;
        AwaitBackend(now);
    }

    /// <summary>Puts a key into use that the backend knows by now.</summary>
    public void EndIssuing()
    {
        (State, PendingSince) = (KeyState.Active, null);
        Revision++;
    }

    /// <summary>Says that the backend has been told; no change of the key, so that it does not count as one. While a rotation's secret is noted, the mark stays: somebody still has to see to that.</summary>
    public void Settle() => PendingSince = PendingHash is null ? null : PendingSince;

    /// <summary>Frees the place of a new key that nobody will get.</summary>
    public void GiveBackSlot()
    {
        Slot = null;
        Revision++;
    }

    /// <summary>Notes the secret that a rotation is about to make known to the backend, so that whatever happens it is not forgotten.</summary>
    public void BeginRotation(KeySecret secret, DateTimeOffset now)
    {
        PendingHash = secret.Hash;
        AwaitBackend(now);
    }

    /// <summary>Forgets the secret of a rotation that is not to be: the backend does not know it, or no longer.</summary>
    public void AbandonRotation()
    {
        (PendingHash, PendingSince) = (null, null);
        Revision++;
    }

    /// <summary>Notes that the backend does not know the key: what it does not know does not work, whatever is written here. What is written stays, for it may be known again.</summary>
    public void Miss(DateTimeOffset now)
    {
        (MissingSince, PendingSince) = (MissingSince ?? now, null);
        Revision++;
    }

    /// <summary>Notes that the backend knows the key again.</summary>
    /// <param name="slot">A place that is free, if it is active and has lost its own; null: none is, and it comes back disabled.</param>
    /// <param name="now">The time.</param>
    public void Find(int? slot, DateTimeOffset now)
    {
        MissingSince = null;
        if (State == KeyState.Active && Slot is null)
        {
            (State, Slot) = (slot is null ? KeyState.Disabled : KeyState.Active, slot);
        }

        AwaitBackend(now);
    }

    /// <summary>Writes down a key that only the backend knew, of an owner who is known here.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="found">What the backend says of it.</param>
    /// <param name="policy">The policy of the owner's team.</param>
    /// <param name="slot">A place that is free; null: none is, and the key is taken up disabled.</param>
    /// <param name="now">The time.</param>
    public static ApiKey Adopt(Accounts.User owner, AdoptableKey found, KeyPolicy policy, int? slot, DateTimeOffset now) =>
        new(found.Id, owner.Id, owner.TeamId, Checked(found.Name), found.Hash, found.Preview, found.CreatedAt)
        {
            State = slot is null ? KeyState.Disabled : KeyState.Active,
            Slot = slot,
            ExpiresAt = KeyPolicy.Earlier(found.ExpiresAt, policy.EndFor(found.CreatedAt)),
            LatestEnd = policy.EndFor(found.CreatedAt),
            OwnLimits = policy.Limits.NarrowedBy(found.Limits),
            PendingSince = now,
        };
}

/// <summary>A key that a backend knows and that could be written down here.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="Name">What its holder called it.</param>
/// <param name="Hash">SHA-256 of its secret.</param>
/// <param name="Preview">Enough of the secret to tell keys apart.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends there; null: never.</param>
/// <param name="Limits">The limits that hold there.</param>
public sealed record AdoptableKey(
    ApiKeyId Id, string Name, string Hash, string Preview, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, KeyLimits Limits);
