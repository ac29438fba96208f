using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>Sends what begins alike to the same deployment, so that its prefix cache helps, unless it is far busier than the others.</summary>
/// <remarks>
/// Rendezvous hashing: each deployment's score for a conversation depends on nothing but the two, so that a deployment that
/// comes or goes moves only its own share. With a load bound ("consistent hashing with bounded loads"): who has more open
/// requests than the bound allows is passed over for the next score.
/// </remarks>
internal static class PrefixAffinity
{
    /// <summary>The index of the chosen one.</summary>
    /// <param name="candidates">At least one.</param>
    /// <param name="affinity">What the conversation hashes to.</param>
    /// <param name="loadBound">How far above the average the open requests may lie; 1.25: a quarter.</param>
    public static int Choose(ReadOnlySpan<Candidate> candidates, ulong affinity, double loadBound)
    {
        var open = 1;
        foreach (var candidate in candidates)
        {
            open += candidate.State.OpenRequests;
        }

        var bound = Math.Ceiling(loadBound * open / candidates.Length);
        var chosen = -1;
        var best = double.MinValue;
        var freest = 0;
        for (var index = 0; index < candidates.Length; index++)
        {
            var candidate = candidates[index];
            freest = candidate.State.OpenRequests < candidates[freest].State.OpenRequests ? index : freest;
            var score = Score(candidate, affinity);
            if (candidate.State.OpenRequests + 1 <= bound && score > best)
            {
                (best, chosen) = (score, index);
            }
        }

        return chosen >= 0 ? chosen : freest;
    }

    /// <summary>Weighted rendezvous: minus weight over the logarithm of an even hash.</summary>
    private static double Score(Candidate candidate, ulong affinity)
    {
        var even = ((Mix(candidate.IdHash ^ affinity) >> 11) + 0.5) / (1UL << 53);
        return -Math.Max(candidate.Weight, 1e-9) / Math.Log(even);
    }

    /// <summary>The finalizer of SplitMix64: every bit of the input moves half of the output's.</summary>
    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
