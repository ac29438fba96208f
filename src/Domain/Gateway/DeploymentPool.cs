using System.Collections.Immutable;
using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Gateway;

/// <summary>The candidates of a group, by rank (<c>order</c>): the first rank is asked as long as one of it can take a request.</summary>
public sealed class DeploymentPool
{
    /// <summary>Puts a group's deployments in order.</summary>
    /// <param name="group">The group.</param>
    /// <param name="stateOf">Knows the state of each deployment.</param>
    public DeploymentPool(ModelGroup group, Func<Deployment, DeploymentState> stateOf)
    {
        var weightOf = WeightOf(group.Deployments);
        Ranks =
        [
            .. group.Deployments
                .GroupBy(deployment => (deployment.Order, IsLast: weightOf(deployment) <= 0))
                .OrderBy(rank => rank.Key)
                .Select(rank => new CandidateRank([.. rank.Select(deployment => new Candidate(deployment, stateOf(deployment), weightOf(deployment)))])),
        ];
        Count = group.Deployments.Length;
        SaysVision = group.Deployments.Any(deployment => deployment.Capabilities.Vision is not null);
    }

    /// <summary>The candidates by rank; those of weight 0 are only asked when nobody else can take a request.</summary>
    public ImmutableArray<CandidateRank> Ranks { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Whether it was said of any whether it takes pictures.</summary>
    public bool SaysVision { get; }

    // LiteLLM looks at the first deployment alone; one that forgot its rpm would then never be asked.
    private static Func<Deployment, double> WeightOf(ImmutableArray<Deployment> deployments) =>
        deployments.Any(deployment => deployment.HasWeight) ? deployment => deployment.Weight
        : deployments.All(deployment => deployment.RequestsPerMinute is not null) ? deployment => deployment.RequestsPerMinute!.Value
        : deployments.All(deployment => deployment.TokensPerMinute is not null) ? deployment => deployment.TokensPerMinute!.Value
        : deployment => deployment.Weight;
}
