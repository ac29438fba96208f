namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>A clock that stands still while anything works, and jumps to the next moment at which something is due.</summary>
internal sealed class RehearsalClock(Activity activity) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly SortedSet<RehearsalTimer> _armed = new(Comparer<RehearsalTimer>.Create(
        (one, other) => one.Due != other.Due ? one.Due.CompareTo(other.Due) : one.Number.CompareTo(other.Number)));
    private long _now;
    private long _numbers;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new RehearsalTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Jumps to the next moment at which something is due, and does all that is.</summary>
    /// <returns>Whether there was such a moment.</returns>
    public bool Jump()
    {
        lock (_lock)
        {
            if (_armed.Min is not { } next)
            {
                return false;
            }

            _now = Math.Max(_now, next.Due);
        }

        while (TakeDue() is { } due)
        {
            activity.Note();
            due.Fire();
        }

        return true;
    }

    internal void Arm(RehearsalTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _armed.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                (timer.Due, timer.Number) = (_now + dueTime.Ticks, ++_numbers);
                _armed.Add(timer);
            }
        }

        activity.Note();
    }

    private RehearsalTimer? TakeDue()
    {
        lock (_lock)
        {
            if (_armed.Min is not { } next || next.Due > _now)
            {
                return null;
            }

            _armed.Remove(next);
            return next;
        }
    }
}

/// <summary>A timer of the rehearsal's clock.</summary>
internal sealed class RehearsalTimer(RehearsalClock clock, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;

    /// <summary>When it is due, in ticks; means nothing unless it is armed.</summary>
    public long Due { get; set; }

    /// <summary>Of several due at the same moment, the lowest comes first.</summary>
    public long Number { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        clock.Arm(this, dueTime);
        return true;
    }

    public void Fire()
    {
        if (_period > TimeSpan.Zero)
        {
            clock.Arm(this, _period);
        }

        callback(state);
    }

    public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
