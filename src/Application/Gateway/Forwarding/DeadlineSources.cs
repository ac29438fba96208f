using System.Collections.Concurrent;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Keeps cancellation sources with their timers: a new one for each attempt costs five objects.</summary>
/// <remarks>The runtime lets only those be used again that go by the system's clock; with another clock all are new.</remarks>
internal sealed class DeadlineSources(TimeProvider clock)
{
    private const int MaxFree = 256;

    private readonly ConcurrentQueue<CancellationTokenSource> _free = new();

    /// <summary>The clock of all of them.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Takes one that cancels after this time.</summary>
    public CancellationTokenSource Take(TimeSpan time)
    {
        if (!_free.TryDequeue(out var source))
        {
            return new CancellationTokenSource(time, clock);
        }

        source.CancelAfter(time);
        return source;
    }

    /// <summary>Takes one back of whose token nobody has a use any more. One that has cancelled, or is about to, never serves again.</summary>
    public void Return(CancellationTokenSource source)
    {
        if (_free.Count < MaxFree && source.TryReset())
        {
            _free.Enqueue(source);
        }
        else
        {
            source.Dispose();
        }
    }
}
