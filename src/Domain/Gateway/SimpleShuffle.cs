namespace AkashChat.Domain.Gateway;

/// <summary>Chooses at random, in proportion to the weights (<c>simple-shuffle</c>).</summary>
public static class SimpleShuffle
{
    /// <summary>The index of the chosen one.</summary>
    /// <param name="candidates">At least one. If all weights are 0, all count the same.</param>
    /// <param name="random">Where chance comes from.</param>
    public static int Choose(ReadOnlySpan<Candidate> candidates, Random random)
    {
        var total = 0.0;
        foreach (var candidate in candidates)
        {
            total += Math.Max(0, candidate.Weight);
        }

        if (total <= 0)
        {
            return random.Next(candidates.Length);
        }

        var rest = random.NextDouble() * total;
        var last = 0;
        for (var index = 0; index < candidates.Length; index++)
        {
            if (candidates[index].Weight > 0)
            {
                last = index;
                rest -= candidates[index].Weight;
                if (rest < 0)
                {
                    break;
                }
            }
        }

        return last;
    }
}
