using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>What <see cref="RedisLimitScripts.Decide"/> answered.</summary>
internal readonly struct DecisionReply(long[] numbers)
{
    /// <summary>Which charges' counters have a past that must be read first; empty: it decided.</summary>
    public ReadOnlySpan<long> Missing => numbers.AsSpan(1, (int)numbers[0]);

    /// <summary>Where the limits stand.</summary>
    /// <param name="reservation">What was asked.</param>
    /// <param name="isReserved">Whether none of them forbids it.</param>
    public LimitState[] ToStates(Reservation reservation, out bool isReserved)
    {
        isReserved = true;
        var states = new LimitState[reservation.Charges.Length];
        for (var index = 0; index < states.Length; index++)
        {
            var charge = reservation.Charges[index];
            var reply = Of(index);
            var used = reply[0];
            var isHit = reply[2] == 1;
            isReserved &= !isHit;
            states[index] = LimitArithmetic.StateOf(
                charge,
                used,
                reply[1],
                TimeUntilGone(charge.Counter, used, reply[3], reservation.At),
                isHit ? TimeUntilGone(charge.Counter, used, reply[4], reservation.At) : null);
        }

        return states;
    }

    /// <summary>What is held of each limit.</summary>
    public long[] ToHeld(int count)
    {
        var held = new long[count];
        for (var index = 0; index < count; index++)
        {
            held[index] = Of(index)[1];
        }

        return held;
    }

    private ReadOnlySpan<long> Of(int index) => numbers.AsSpan(1 + (index * RedisLimitScripts.ReplyWidth), RedisLimitScripts.ReplyWidth);

    private static TimeSpan TimeUntilGone(LimitCounter counter, long used, long slot, DateTimeOffset now)
    {
        if (counter.Window is not { } window || used <= 0)
        {
            return TimeSpan.Zero;
        }

        var end = window.IsRolling ? (slot + LimitWindow.Slots + 1) * window.SlotTicks : window.PeriodAt(now).End;
        return TimeSpan.FromTicks(end - now.UtcTicks);
    }
}
