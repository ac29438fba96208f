using System.Collections.Immutable;

namespace AkashChat.Domain.Gateway;

/// <summary>Candidates of one rank.</summary>
public sealed class CandidateRank
{
    private readonly double[] _upTo;

    /// <summary>Sums the weights up, so that a choice among many costs no more than among few.</summary>
    public CandidateRank(ImmutableArray<Candidate> candidates)
    {
        Candidates = candidates;
        _upTo = new double[candidates.Length];
        var sum = 0.0;
        for (var index = 0; index < candidates.Length; index++)
        {
            sum += Math.Max(0, candidates[index].Weight);
            _upTo[index] = sum;
        }
    }

    /// <summary>The candidates, at least one.</summary>
    public ImmutableArray<Candidate> Candidates { get; }

    /// <summary>The candidate that a sample falls on, by weight; if all weights are 0, all count the same.</summary>
    /// <param name="sample">An even random number, 0 included, 1 excluded.</param>
    public Candidate At(double sample)
    {
        var total = _upTo[^1];
        if (total <= 0)
        {
            return Candidates[(int)(sample * Candidates.Length)];
        }

        var index = Array.BinarySearch(_upTo, sample * total);

        // An exact hit is the end of that one's share, and the beginning of the next one's that has a share at all.
        index = index < 0 ? ~index : index + 1;
        while (index < _upTo.Length && Candidates[index].Weight <= 0)
        {
            index++;
        }

        return index < _upTo.Length ? Candidates[index] : LastWithWeight();
    }

    // Rounding can leave a crumb; it belongs to the last one that may be chosen at all.
    private Candidate LastWithWeight()
    {
        var index = Candidates.Length - 1;
        while (Candidates[index].Weight <= 0)
        {
            index--;
        }

        return Candidates[index];
    }
}
