using System.Collections.Concurrent;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>One attempt on its way to a scripted server.</summary>
/// <param name="number">Names it in the address.</param>
/// <param name="fault">What is wrong with the server.</param>
/// <param name="tooLong">A time beyond the deployment's time-outs.</param>
/// <param name="activity">Hears of everything.</param>
internal sealed class Visit(long number, Fault fault, TimeSpan tooLong, Activity activity)
{
    private volatile bool _isParked;
    private volatile bool _hasHead;

    /// <summary>Names it in the address.</summary>
    public long Number => number;

    /// <summary>What is wrong with the server.</summary>
    public Fault Fault => fault;

    /// <summary>A time beyond the deployment's time-outs.</summary>
    public TimeSpan TooLong => tooLong;

    /// <summary>Whether only time brings the head of the answer nearer.</summary>
    public bool Waits => _isParked && !_hasHead;

    /// <summary>The head of the answer goes out.</summary>
    public void SendHead()
    {
        _hasHead = true;
        activity.Note();
    }

    /// <summary>The server lets time pass.</summary>
    public async Task ParkAsync(TimeSpan time, TimeProvider clock, CancellationToken callerLeft)
    {
        _isParked = true;
        activity.Note();
        try
        {
            await Task.Delay(time, clock, callerLeft);
        }
        finally
        {
            _isParked = false;
            activity.Note();
        }
    }
}

/// <summary>Knows the attempts whose answer has not begun.</summary>
internal sealed class VisitBook(Activity activity)
{
    private readonly ConcurrentDictionary<long, Visit> _open = [];
    private long _numbers;

    /// <summary>Whether all of them wait for nothing but time.</summary>
    public bool AllWait
    {
        get
        {
            foreach (var visit in _open.Values)
            {
                if (!visit.Waits)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>An attempt sets out.</summary>
    public Visit Open(Fault fault, TimeSpan tooLong)
    {
        var visit = new Visit(Interlocked.Increment(ref _numbers), fault, tooLong, activity);
        _open[visit.Number] = visit;
        activity.Note();
        return visit;
    }

    /// <summary>The attempt of that number; null: its answer has begun, or nobody waits for one.</summary>
    public Visit? Find(long number) => _open.GetValueOrDefault(number);

    /// <summary>Its answer has begun, or it is given up.</summary>
    public void Close(Visit visit)
    {
        _open.TryRemove(visit.Number, out _);
        activity.Note();
    }
}
