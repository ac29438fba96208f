using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Infrastructure.Tests.Gateway.Limits;

/// <summary>What limits mean, by definition: a list of all that was ever reserved, and sums over it.</summary>
internal sealed class LimitModel
{
    private readonly List<Entry> _entries = [];

    /// <summary>What counts of a counter at a moment.</summary>
    public long Used(LimitCounter counter, DateTimeOffset now) => _entries.Sum(entry => entry.Counter == counter && Counts(entry, now) ? entry.Amount : 0);

    /// <summary>What would be held of each, and which of them forbid it.</summary>
    public IReadOnlyList<(long Used, long Held, bool IsHit)> Foresee(Reservation reservation) =>
    [
        .. reservation.Charges.Select(charge =>
        {
            var used = Used(charge.Counter, reservation.At);
            var left = charge.Rule.Limit - used;
            return (used, left >= charge.Amount ? charge.Amount : Math.Max(left, charge.Least), left < charge.Least);
        }),
    ];

    public void Hold(Reservation reservation, IReadOnlyList<long> held)
    {
        for (var index = 0; index < held.Count; index++)
        {
            _entries.Add(new Entry(reservation.Id, reservation.Charges[index].Counter, reservation.At) { Amount = held[index] });
        }
    }

    /// <summary>What the usage records say: all that is over.</summary>
    public long Recorded(LimitCounter counter, DateTimeOffset from, DateTimeOffset to) =>
        _entries.Sum(entry => entry.Counter == counter && entry.IsOver && entry.At >= from && entry.At < to ? entry.Amount : 0);

    public void Settle(Guid reservation, long tokens, long microUsd)
    {
        foreach (var entry in _entries.Where(entry => entry.Reservation == reservation))
        {
            entry.IsOver = true;
            entry.Amount = entry.Counter.Measure switch
            {
                LimitMeasure.Parallel => 0,
                LimitMeasure.Tokens => tokens,
                LimitMeasure.Money => microUsd,
                _ => entry.Amount,
            };
        }
    }

    private static bool Counts(Entry entry, DateTimeOffset now)
    {
        if (entry.Counter.Window is not { } window)
        {
            return true;
        }

        if (!window.IsRolling)
        {
            return entry.At.Ticks / window.Length.Ticks == now.Ticks / window.Length.Ticks;
        }

        var slot = window.Length.Ticks / 24;
        var wholeSlotIsOut = (entry.At.Ticks / slot * slot) + slot + window.Length.Ticks <= now.Ticks / slot * slot;
        return !wholeSlotIsOut;
    }

    private sealed record Entry(Guid Reservation, LimitCounter Counter, DateTimeOffset At)
    {
        public long Amount { get; set; }

        public bool IsOver { get; set; }
    }
}
