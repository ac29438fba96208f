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
    private volatile Awaited _awaited = Awaited.Head;

    /// <summary>Names it in the address.</summary>
    public long Number => number;

    /// <summary>What is wrong with the server.</summary>
    public Fault Fault => fault;

    /// <summary>A time beyond the deployment's time-outs.</summary>
    public TimeSpan TooLong => tooLong;

    /// <summary>Whether nothing is on its way that the gateway waits for: only time brings it nearer, or the gateway does not wait.</summary>
    public bool IsCalm => _awaited switch
    {
        Awaited.Head => _isParked && !_hasHead,
        Awaited.Body => _isParked,
        _ => true,
    };

    /// <summary>What the gateway waits for.</summary>
    public void Await(Awaited what)
    {
        _awaited = what;
        activity.Note();
    }

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

/// <summary>What the gateway waits for.</summary>
internal enum Awaited
{
    /// <summary>Nothing: it is at work itself.</summary>
    Nothing,

    /// <summary>The head of the answer.</summary>
    Head,

    /// <summary>More of its body.</summary>
    Body,
}

/// <summary>Knows the attempts that are not over.</summary>
internal sealed class VisitBook(Activity activity)
{
    private readonly ConcurrentDictionary<long, Visit> _open = [];
    private long _numbers;

    /// <summary>Whether nothing is on its way between any server and the gateway.</summary>
    public bool IsCalm
    {
        get
        {
            foreach (var visit in _open.Values)
            {
                if (!visit.IsCalm)
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

    /// <summary>The attempt of that number; null: the gateway has given it up.</summary>
    public Visit? Find(long number) => _open.GetValueOrDefault(number);

    /// <summary>It is over.</summary>
    public void Close(Visit visit)
    {
        _open.TryRemove(visit.Number, out _);
        activity.Note();
    }
}
