using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>Lets the answers of one network in one after another, from counting what it has spent to saving that it spent one more.</summary>
/// <remarks>
/// Else a hundred answers sent at the same moment would all be counted as the first. Networks share a fixed number of lanes, so
/// that nobody can fill the memory. Between instances a few more can slip through at the same moment.
/// </remarks>
internal sealed class ChallengeTurn : IDisposable
{
    private const int Lanes = 64;
    private readonly SemaphoreSlim[] _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the turn.</summary>
    /// <param name="answer">What the visitor pays with. A captcha has no price that follows what was spent, and waits for nobody.</param>
    /// <param name="network">Where they come from.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    /// <returns>Gives the turn on when disposed; null: there is nothing to wait for.</returns>
    internal async Task<IDisposable?> EnterAsync(ChallengeAnswer? answer, ClientNetwork network, CancellationToken cancellationToken)
    {
        if (answer?.Challenge is null)
        {
            return null;
        }

        var lane = _lanes[(uint)network.Prefix.GetHashCode(StringComparison.Ordinal) % Lanes];
        await lane.WaitAsync(cancellationToken);
        return new Taken(lane);
    }

    public void Dispose() => Array.ForEach(_lanes, lane => lane.Dispose());

    private sealed class Taken(SemaphoreSlim lane) : IDisposable
    {
        public void Dispose() => lane.Release();
    }
}
