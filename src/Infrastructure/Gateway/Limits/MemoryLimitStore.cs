using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Gateway;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>Counts in the memory of this instance; all of a decision is one step under one short lock.</summary>
/// <remarks>
/// What was used before this process began is read from the records when a counter is first asked for, where its window is an
/// hour or longer. An instance that dies takes its open requests with it, and so its counts of them.
/// </remarks>
internal sealed class MemoryLimitStore(ILimitHistory history, TimeProvider clock) : ILimitStore
{
    public bool NotesCalls => false;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();

    // Stands for this store in what names remember, which does not keep the store itself.
    private readonly object _token = new();
    private readonly Dictionary<LimitCounter, MemoryCounter> _counters = [];
    private DateTimeOffset _sweptAt = clock.GetUtcNow();

    /// <summary>How many counters there are at the moment.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _counters.Count;
            }
        }
    }

    public ValueTask<IReadOnlyList<LimitState>> ReserveAsync(Reservation reservation, CancellationToken cancellationToken) =>
        Decide(reservation, reserve: true, mayBeStale: false) is { } states
            ? new ValueTask<IReadOnlyList<LimitState>>(states)
            : ReadPastAndDecideAsync(reservation, reserve: true, cancellationToken);

    public ValueTask<IReadOnlyList<LimitState>> ReadAsync(Reservation reservation, CancellationToken cancellationToken) =>
        Decide(reservation, reserve: false, mayBeStale: false) is { } states
            ? new ValueTask<IReadOnlyList<LimitState>>(states)
            : ReadPastAndDecideAsync(reservation, reserve: false, cancellationToken);

    public void Settle(Reservation reservation, long tokens, long microUsd)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            for (var index = 0; index < reservation.Held.Length; index++)
            {
                var charge = reservation.Charges[index];
                var held = reservation.Held[index];
                Find(charge.Counter)!.End(LimitArithmetic.ChangeOf(charge.Rule.Measure, held, tokens, microUsd), reservation.At, now);
            }
        }
    }

    private async ValueTask<IReadOnlyList<LimitState>> ReadPastAndDecideAsync(Reservation reservation, bool reserve, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var charge in reservation.Charges)
            {
                await ReadPastAsync(charge.Counter, reservation.At, cancellationToken);
            }

            if (Decide(reservation, reserve, mayBeStale: true) is { } states)
            {
                return states;
            }
        }
    }

    /// <summary>Decides in one step.</summary>
    /// <returns>Null: the past of a counter must be read first.</returns>
    private LimitState[]? Decide(Reservation reservation, bool reserve, bool mayBeStale)
    {
        var charges = reservation.Charges;
        lock (_lock)
        {
            var now = reservation.At;
            Sweep(now);
            var held = new long[charges.Length];
            var isHit = false;
            for (var index = 0; index < charges.Length; index++)
            {
                if (Find(charges[index].Counter) is not { } counter || (!mayBeStale && counter.MustBeRead(now)))
                {
                    return null;
                }

                var used = counter.UsedAt(now);
                held[index] = LimitArithmetic.HeldFor(charges[index], used);
                isHit |= LimitArithmetic.IsHit(charges[index], used);
            }

            if (reserve && !isHit)
            {
                reservation.Held = held;
            }

            var states = new LimitState[charges.Length];
            for (var index = 0; index < charges.Length; index++)
            {
                var counter = Find(charges[index].Counter)!;
                if (reserve && !isHit)
                {
                    counter.Hold(held[index], now);
                }

                states[index] = StateOf(charges[index], counter, held[index], isHit, now);
            }

            return states;
        }
    }

    private static LimitState StateOf(LimitCharge charge, MemoryCounter counter, long held, bool anyIsHit, DateTimeOffset now)
    {
        var used = counter.UsedAt(now);
        TimeSpan? retryIn = anyIsHit && LimitArithmetic.IsHit(charge, used) ? counter.TimeUntilGone(used + charge.Least - charge.Rule.Limit, now) : null;
        return LimitArithmetic.StateOf(charge, used, held, counter.TimeUntilGone(used, now), retryIn);
    }

    // The name remembers what was found: a key's counters are then found without looking any name up.
    private MemoryCounter? Find(LimitCounter name)
    {
        if (name.Found is MemoryCounter found && found.Store == _token)
        {
            return found;
        }

        if (_counters.TryGetValue(name, out var counter))
        {
            name.Found = counter;
            return counter;
        }

        return MemoryCounter.HasHistory(name) ? null : Make(name);
    }

    private MemoryCounter Make(LimitCounter name)
    {
        var counter = new MemoryCounter(name) { Store = _token };
        _counters[name] = counter;
        name.Found = counter;
        return counter;
    }

    /// <summary>Reads a counter's past, if that is due. Nothing of this process is in the past of one that is not there: what counts here has its counter.</summary>
    private async ValueTask ReadPastAsync(LimitCounter name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool isKnown;
        lock (_lock)
        {
            var counter = Find(name);
            isKnown = counter is not null;
            if (counter?.TryBeginReading(now) == false)
            {
                return;
            }
        }

        var past = await LimitPast.ReadAsync(history, name, now, cancellationToken);
        lock (_lock)
        {
            if (isKnown)
            {
                Find(name)?.RaiseTo(past.Sum(part => part.Amount), now);
            }
            else if (!_counters.ContainsKey(name))
            {
                Make(name).Restore(past, now);
            }
        }
    }

    /// <summary>Forgets, once a minute, the counters that nobody uses.</summary>
    private void Sweep(DateTimeOffset now)
    {
        // Either way: a clock may be set back.
        if ((now - _sweptAt).Duration() < SweepInterval)
        {
            return;
        }

        _sweptAt = now;
        foreach (var (name, counter) in _counters)
        {
            if (counter.IsIdle(now))
            {
                counter.Store = null;
                _counters.Remove(name);
            }
        }
    }
}
