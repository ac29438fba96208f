using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>One counter in the memory of this instance. Used under its store's lock.</summary>
/// <param name="counter">Its name.</param>
internal sealed class MemoryCounter(LimitCounter counter) : WindowCount(counter.Window)
{
    // Long after the records of its last calls were written, so that they can be read again.
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(3);

    // What a restart forgets of shorter windows is over before anybody misses it.
    private static readonly TimeSpan ShortestOfHistory = TimeSpan.FromHours(1);

    // For what other instances with the same database, but without Redis, have spent meanwhile.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private DateTimeOffset _lastUsed;
    private DateTimeOffset _readAt;
    private int _open;

    /// <summary>Whether what was used before this process began is read from the records.</summary>
    public static bool HasHistory(LimitCounter counter) => counter.Window is { } window && window.Length >= ShortestOfHistory;

    /// <summary>Where it is found; null: it is forgotten, and whoever remembers it must look its name up again.</summary>
    public object? Store { get; set; }

    /// <summary>Whether the records must be asked again.</summary>
    public bool MustBeRead(DateTimeOffset now) =>
        counter.Measure == LimitMeasure.Money && HasHistory(counter) && now - _readAt >= Freshness;

    /// <summary>Whether whoever asks shall ask the records again: only the first, the others go by what is known.</summary>
    public bool TryBeginReading(DateTimeOffset now)
    {
        if (!MustBeRead(now))
        {
            return false;
        }

        _readAt = now;
        return true;
    }

    /// <summary>Takes what the records say of the time before.</summary>
    public void Restore(IReadOnlyList<(DateTimeOffset Since, long Amount)> past, DateTimeOffset now)
    {
        (_lastUsed, _readAt) = (now, now);
        foreach (var (since, amount) in past)
        {
            Add(amount, since, now);
        }
    }

    /// <summary>Counts at least what the records say: of both the larger holds, because the newest records are still on their way there.</summary>
    public void RaiseTo(long recorded, DateTimeOffset now) => Add(Math.Max(0, recorded - UsedAt(now)), now, now);

    /// <summary>Holds an amount for a reservation.</summary>
    public void Hold(long amount, DateTimeOffset now)
    {
        (_lastUsed, _open) = (now, _open + 1);
        Add(amount, now, now);
    }

    /// <summary>Ends a reservation.</summary>
    /// <param name="change">By how much more, or less if negative, was used than was held.</param>
    /// <param name="since">When it began.</param>
    /// <param name="now">The moment.</param>
    public void End(long change, DateTimeOffset since, DateTimeOffset now)
    {
        (_lastUsed, _open) = (now, _open - 1);
        Add(change, since, now);
    }

    /// <summary>Whether it can be forgotten: nothing is open, and what it counted is over or stands in the records.</summary>
    public bool IsIdle(DateTimeOffset now) =>
        _open == 0
        && now - _lastUsed >= IdleTime
        && (counter.Measure == LimitMeasure.Parallel || HasHistory(counter) || UsedAt(now) == 0);
}
