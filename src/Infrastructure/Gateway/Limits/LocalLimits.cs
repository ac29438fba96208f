using AkashChat.Application.Gateway.Admission;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>Decides without Redis, against a share of each limit; one for each time that Redis is away.</summary>
/// <remarks>
/// All that the records say of a window of an hour or more counts against the share, also what other instances admitted: as long as
/// the shares of all instances are not more than the whole, no such limit is exceeded.
/// </remarks>
internal sealed class LocalLimits(ILimitHistory history, TimeProvider clock, int sharePercent)
{
    private readonly MemoryLimitStore _store = new(history, clock);

    public async ValueTask<IReadOnlyList<LimitState>> DecideAsync(Reservation reservation, bool reserve, CancellationToken cancellationToken)
    {
        var share = reservation with { Charges = [.. reservation.Charges.Select(ShareOf)] };
        if (!reserve)
        {
            return Explain(reservation, await _store.ReadAsync(share, cancellationToken));
        }

        var states = await _store.ReserveAsync(share, cancellationToken);
        reservation.Held = share.Held;
        return Explain(reservation, states);
    }

    public void Settle(Reservation reservation, long tokens, long microUsd) => _store.Settle(reservation, tokens, microUsd);

    private LimitCharge ShareOf(LimitCharge charge)
    {
        var share = (long)((Int128)charge.Rule.Limit * sharePercent / 100);
        return charge with { Rule = charge.Rule with { Limit = charge.Rule.Limit > 0 ? Math.Max(1, share) : charge.Rule.Limit } };
    }

    // What is too much for the share is not too much for ever: Redis may be back in a moment.
    private static LimitState[] Explain(Reservation reservation, IReadOnlyList<LimitState> states) =>
    [
        .. states.Select((state, index) => state is { IsHit: true, RetryIn: null } && reservation.Charges[index].Least <= reservation.Charges[index].Rule.Limit
            ? state with { RetryIn = TimeSpan.FromSeconds(2) }
            : state),
    ];
}
