using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>Remembers which challenges have bought a key.</summary>
public interface ISpentChallengeStore
{
    /// <summary>Spends a challenge; saved with the unit of work, which fails if it was spent before.</summary>
    void Add(SpentChallenge challenge);

    /// <summary>Whether it was spent before.</summary>
    Task<bool> IsSpentAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>How many waiting tickets a network has spent since that time.</summary>
    Task<int> CountTicketsAsync(ClientNetwork network, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>How many challenges of any kind were spent since that time.</summary>
    /// <param name="network">By whom; null: by all.</param>
    /// <param name="since">The time.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    Task<int> CountAsync(ClientNetwork? network, DateTimeOffset since, CancellationToken cancellationToken);
}
