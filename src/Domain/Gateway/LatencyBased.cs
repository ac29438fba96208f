namespace AkashChat.Domain.Gateway;

/// <summary>Chooses whoever answers fastest, open requests counted in (<c>latency-based-routing</c>).</summary>
/// <remarks>
/// Latency times open requests (peak EWMA): with latency alone everybody would run to the fastest until it is the slowest.
/// One without a sample yet counts as the fastest known, so that it is tried, but not by all at once.
/// </remarks>
public static class LatencyBased
{
    /// <summary>The index of the chosen one.</summary>
    /// <param name="candidates">At least one.</param>
    /// <param name="streamed">Whether a stream is asked for; then the time to its first token counts.</param>
    /// <param name="buffer">By which share others may be slower and still count as equal.</param>
    /// <param name="now">The moment, in ticks.</param>
    /// <param name="random">Where chance comes from.</param>
    public static int Choose(ReadOnlySpan<Candidate> candidates, bool streamed, double buffer, long now, Random random)
    {
        var fastest = double.NaN;
        foreach (var candidate in candidates)
        {
            var latency = candidate.State.Latency(streamed, now);
            fastest = double.IsNaN(fastest) || latency < fastest ? latency : fastest;
        }

        if (double.IsNaN(fastest))
        {
            return LeastBusy.Choose(candidates, random);
        }

        var best = double.MaxValue;
        foreach (var candidate in candidates)
        {
            best = Math.Min(best, Cost(candidate, streamed, fastest, now));
        }

        // At random among the equals: one pass that keeps each of n with a chance of one in n.
        var bound = best * (1 + buffer);
        var chosen = 0;
        var equals = 0;
        for (var index = 0; index < candidates.Length; index++)
        {
            if (Cost(candidates[index], streamed, fastest, now) <= bound && random.Next(++equals) == 0)
            {
                chosen = index;
            }
        }

        return chosen;
    }

    private static double Cost(Candidate candidate, bool streamed, double fastest, long now)
    {
        var latency = candidate.State.Latency(streamed, now);
        return (double.IsNaN(latency) ? fastest : Math.Max(1, latency)) * (candidate.State.OpenRequests + 1);
    }
}
