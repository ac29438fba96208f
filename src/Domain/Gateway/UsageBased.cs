namespace AkashChat.Domain.Gateway;

/// <summary>Chooses whoever used the fewest tokens of its minute, relative to its limit or else its weight (<c>usage-based-routing-v2</c>).</summary>
public static class UsageBased
{
    /// <summary>The index of the chosen one.</summary>
    /// <param name="candidates">At least one, all with room for a request.</param>
    /// <param name="now">The moment, in ticks.</param>
    /// <param name="random">Where chance comes from.</param>
    public static int Choose(ReadOnlySpan<Candidate> candidates, long now, Random random)
    {
        var best = (Used: double.MaxValue, Requests: double.MaxValue);
        var chosen = 0;
        var equals = 0;
        for (var index = 0; index < candidates.Length; index++)
        {
            var used = Used(candidates[index], now);
            var order = used.CompareTo(best);
            if (order < 0)
            {
                (best, chosen, equals) = (used, index, 1);
            }
            else if (order == 0 && random.Next(++equals) == 0)
            {
                chosen = index;
            }
        }

        return chosen;
    }

    /// <summary>Tokens are known when an answer is over; those still open are taken for average ones, else a slow server would get them all.</summary>
    private static (double Tokens, double Requests) Used(Candidate candidate, long now)
    {
        var state = candidate.State;
        var requests = (double)state.Requests(now);
        var tokens = (double)state.Tokens(now);
        var open = state.OpenRequests;
        var finished = Math.Max(1, requests - open);
        return (
            (tokens + (open * tokens / finished)) / Share(candidate.Deployment.TokensPerMinute, candidate),
            (requests + open) / Share(candidate.Deployment.RequestsPerMinute, candidate));
    }

    private static double Share(long? limit, Candidate candidate) =>
        limit is > 0 ? limit.Value : candidate.Weight > 0 ? candidate.Weight : 1e-9;
}
