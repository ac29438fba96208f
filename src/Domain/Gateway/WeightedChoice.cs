using System.Collections.Immutable;
using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Gateway;

/// <summary>Picks a deployment at random, in proportion to the weights (<c>simple-shuffle</c> in LiteLLM's words).</summary>
public static class WeightedChoice
{
    /// <summary>The deployment that a sample falls on.</summary>
    /// <param name="deployments">The candidates, at least one, not all of weight 0.</param>
    /// <param name="sample">An even random number, 0 included, 1 excluded.</param>
    public static Deployment Pick(ImmutableArray<Deployment> deployments, double sample)
    {
        var total = 0.0;
        foreach (var deployment in deployments)
        {
            total += deployment.Weight;
        }

        var rest = sample * total;
        Deployment? last = null;
        foreach (var deployment in deployments)
        {
            if (deployment.Weight <= 0)
            {
                continue;
            }

            last = deployment;
            rest -= deployment.Weight;
            if (rest < 0)
            {
                return deployment;
            }
        }

        // Rounding can leave a crumb; it belongs to the last deployment that may be chosen at all.
        return last ?? throw new ArgumentException("All weights are 0.", nameof(deployments));
    }
}
