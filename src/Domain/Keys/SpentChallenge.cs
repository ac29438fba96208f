namespace AkashChat.Domain.Keys;

/// <summary>A challenge that has bought a key. Its id is unique in the store, which is what makes each work only once.</summary>
public sealed class SpentChallenge
{
    /// <summary>Marks a challenge as spent.</summary>
    /// <param name="id">The id within the signed challenge.</param>
    /// <param name="kind">How it was paid.</param>
    /// <param name="network">A keyed hash of the client's network: enough to count by, not to read.</param>
    /// <param name="spentAt">When it bought the key.</param>
    public SpentChallenge(Guid id, ChallengeKind kind, string network, DateTimeOffset spentAt)
    {
        Id = id;
        Kind = kind;
        Network = network;
        SpentAt = spentAt;
    }

    /// <summary>The id within the signed challenge.</summary>
    public Guid Id { get; }

    /// <summary>How it was paid.</summary>
    public ChallengeKind Kind { get; }

    /// <summary>A keyed hash of the client's network.</summary>
    public string Network { get; }

    /// <summary>When it bought the key.</summary>
    public DateTimeOffset SpentAt { get; }
}
