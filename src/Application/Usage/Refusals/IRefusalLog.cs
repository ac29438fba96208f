using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage.Refusals;

/// <summary>Remembers the last refused calls, so that whoever made them can see why.</summary>
public interface IRefusalLog
{
    /// <summary>How many are kept of each owner.</summary>
    const int MostOfOwner = 20;

    /// <summary>How many are told of all owners.</summary>
    const int MostOfAll = 100;

    /// <summary>How long they are kept at the most.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Takes one. Never fails and never waits.</summary>
    void Note(Refusal refusal);

    /// <summary>The last ones, the newest first.</summary>
    /// <param name="owner">Whose; null: everybody's.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<Refusal>> ListAsync(UserId? owner, CancellationToken cancellationToken);
}
