namespace AkashChat.Domain.Gateway;

/// <summary>How long to wait before the same deployment is tried again (LiteLLM's numbers: half a second, doubled each time, at most eight, with jitter).</summary>
public static class RetryWait
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    // A quarter off at random, so that requests that failed together do not come back together.
    private const double Jitter = 0.25;

    /// <summary>The wait.</summary>
    /// <param name="repeats">How often it was repeated already.</param>
    /// <param name="minimum">The shortest wait.</param>
    /// <param name="random">Where chance comes from.</param>
    public static TimeSpan Of(int repeats, TimeSpan minimum, Random random)
    {
        var wait = First * Math.Pow(2, Math.Min(repeats, 10));
        wait = (wait < Longest ? wait : Longest) * (1 - (Jitter * random.NextDouble()));
        return wait > minimum ? wait : minimum;
    }
}
