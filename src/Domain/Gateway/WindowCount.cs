using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Gateway;

/// <summary>What was counted within a window up to now. Not safe for several threads at once.</summary>
/// <param name="window">The window; null: what is open at the moment.</param>
public class WindowCount(LimitWindow? window)
{
    private readonly long[]? _slots = window is { IsRolling: true } ? new long[LimitWindow.Slots + 1] : null;
    private long _period = -1;
    private long _end;
    private long _value;

    /// <summary>What counts at a moment.</summary>
    public long UsedAt(DateTimeOffset now)
    {
        Advance(now);
        return _value;
    }

    /// <summary>Adds to, or takes back from, what counts.</summary>
    /// <param name="amount">How much; negative: it is taken back.</param>
    /// <param name="since">When that began to count; what belongs to a period that is over changes nothing.</param>
    /// <param name="now">The moment.</param>
    public void Add(long amount, DateTimeOffset since, DateTimeOffset now)
    {
        Advance(now);
        if (window is not { } known)
        {
            _value = Sum(_value, amount);
        }
        else if (_slots is not null)
        {
            var slot = since.UtcTicks / known.SlotTicks;
            if (slot > _period - _slots.Length)
            {
                ref var place = ref _slots[Math.Min(slot, _period) % _slots.Length];
                place = Sum(place, amount);
                _value = Sum(_value, amount);
            }
        }
        else if (since.UtcTicks >= _period)
        {
            _value = Sum(_value, amount);
        }
    }

    /// <summary>How long until an amount of what counts counts no more; zero: at any moment, or it does not count.</summary>
    /// <param name="amount">How much shall be gone.</param>
    /// <param name="now">The moment.</param>
    public TimeSpan TimeUntilGone(long amount, DateTimeOffset now)
    {
        Advance(now);
        if (window is not { } known || amount <= 0 || _value <= 0)
        {
            return TimeSpan.Zero;
        }

        if (_slots is null)
        {
            return TimeSpan.FromTicks(_end - now.UtcTicks);
        }

        var slot = _period - _slots.Length;
        for (var gone = 0L; gone < amount && slot < _period;)
        {
            slot++;
            gone = Sum(gone, _slots[slot % _slots.Length]);
        }

        return TimeSpan.FromTicks(((slot + _slots.Length) * known.SlotTicks) - now.UtcTicks);
    }

    /// <summary>Brings it up to a moment. A clock that goes back changes nothing.</summary>
    private void Advance(DateTimeOffset now)
    {
        if (window is not { } known)
        {
            return;
        }

        if (_slots is null)
        {
            if (now.UtcTicks >= _end)
            {
                (_period, _end) = known.PeriodAt(now);
                _value = 0;
            }

            return;
        }

        var slot = now.UtcTicks / known.SlotTicks;
        for (var next = Math.Max(_period + 1, slot - _slots.Length + 1); next <= slot; next++)
        {
            ref var place = ref _slots[next % _slots.Length];
            _value -= place;
            place = 0;
        }

        _period = Math.Max(_period, slot);
    }

    // An upstream may report any number.
    private static long Sum(long one, long other)
    {
        var sum = one + other;
        return ((one ^ sum) & (other ^ sum)) < 0 ? one < 0 ? long.MinValue : long.MaxValue : sum;
    }
}
