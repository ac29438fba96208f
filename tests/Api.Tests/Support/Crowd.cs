using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Support;

/// <summary>Counts how many calls a model server had at the same time, at the most.</summary>
internal sealed class Crowd
{
    private int _running;
    private int _most;

    /// <summary>The most there were.</summary>
    public int Most => Volatile.Read(ref _most);

    /// <summary>The script, counted while it runs: until its answer is about to end, or its caller is gone.</summary>
    /// <param name="stay">What the call waits for.</param>
    /// <param name="then">How it is answered, uncounted: an answer reaches the caller before its script is over.</param>
    public Script Count(Func<Exchange, Task> stay, Script then) => async exchange =>
    {
        var now = Interlocked.Increment(ref _running);
        for (var known = Most; now > known; known = Most)
        {
            Interlocked.CompareExchange(ref _most, now, known);
        }

        try
        {
            await stay(exchange);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }

        await then(exchange);
    };
}
