namespace AkashChat.Domain.Gateway;

/// <summary>Of two at random chooses the one with fewer open requests, relative to its weight (<c>least-busy</c>).</summary>
/// <remarks>
/// The power of two choices: nearly as even as looking at all, and when many choose at the same moment they do not all fall on
/// the same one. Up to four are looked at all together: among so few, two at random would often miss the idle one.
/// </remarks>
public static class LeastBusy
{
    private const int Few = 4;

    /// <summary>The index of the chosen one.</summary>
    public static int Choose(ReadOnlySpan<Candidate> candidates, Random random)
    {
        if (candidates.Length > Few)
        {
            var first = random.Next(candidates.Length);
            var second = random.Next(candidates.Length - 1);
            second += second >= first ? 1 : 0;
            return Load(candidates[second]) < Load(candidates[first]) ? second : first;
        }

        // Begins anywhere, so that equals take turns.
        var best = random.Next(candidates.Length);
        var offset = best;
        for (var step = 1; step < candidates.Length; step++)
        {
            var index = (offset + step) % candidates.Length;
            best = Load(candidates[index]) < Load(candidates[best]) ? index : best;
        }

        return best;
    }

    /// <summary>How busy it would be with one more.</summary>
    public static double Load(Candidate candidate) =>
        (candidate.State.OpenRequests + 1) / (candidate.Weight > 0 ? candidate.Weight : 1e-9);
}
