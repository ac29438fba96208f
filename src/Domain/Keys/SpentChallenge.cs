using AkashChat.Domain.Accounts;

namespace AkashChat.Domain.Keys;

/// <summary>A challenge that has bought a key. Its id is unique in the store, which is what makes each work only once.</summary>
public sealed class SpentChallenge
{
    /// <summary>Marks a challenge as spent.</summary>
    /// <param name="id">The id within the signed challenge.</param>
    /// <param name="kind">How it was paid.</param>
    /// <param name="network">The client's coarse network, to count by. The row is deleted after a day or two.</param>
    /// <param name="spentAt">When it bought the key.</param>
    public SpentChallenge(Guid id, ChallengeKind kind, ClientNetwork network, DateTimeOffset spentAt)
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

    /// <summary>The client's coarse network.</summary>
    public ClientNetwork Network { get; }

    /// <summary>When it bought the key.</summary>
    public DateTimeOffset SpentAt { get; }
}
