using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Counts what is used and reserved.</summary>
public interface ILimitStore
{
    /// <summary>Whether it notes <see cref="Reservation.Estimate"/> together with a reservation; else nobody needs to make one.</summary>
    bool NotesCalls { get; }

    /// <summary>Reserves all that a request may use, or nothing, in one step.</summary>
    /// <param name="reservation">What it may use.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    /// <returns>Where each of its limits stands, in the order of its charges; one that is hit means that nothing was reserved.</returns>
    /// <exception cref="LimitStoreUnavailableException">Nobody can tell, and nothing was reserved.</exception>
    ValueTask<IReadOnlyList<LimitState>> ReserveAsync(Reservation reservation, CancellationToken cancellationToken);

    /// <summary>Replaces a reservation by what was really used, and gives its places back. Called once for each that was made; never fails and never waits.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="tokens">The tokens, read and written together.</param>
    /// <param name="microUsd">The cost, in µUSD.</param>
    void Settle(Reservation reservation, long tokens, long microUsd);

    /// <summary>Tells where limits stand, and what such a request would meet, without reserving anything.</summary>
    /// <param name="reservation">The limits, and how much would be asked of them.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    /// <exception cref="LimitStoreUnavailableException">Nobody can tell.</exception>
    ValueTask<IReadOnlyList<LimitState>> ReadAsync(Reservation reservation, CancellationToken cancellationToken);
}

/// <summary>Knows what was used before a counter began to count: after a start, or when its store lost it.</summary>
public interface ILimitHistory
{
    /// <summary>What the records say.</summary>
    /// <param name="counter">Whose use of what; not of <see cref="Domain.Catalog.LimitMeasure.Parallel"/>.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment that does not belong to it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Requests, tokens or µUSD.</returns>
    ValueTask<long> SumAsync(LimitCounter counter, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
