using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>Whether a group could take a request, by the same filter as <see cref="Router"/>; nothing is begun on any deployment.</summary>
/// <param name="Model">The group's name.</param>
/// <param name="Deployments">Its deployments, by rank.</param>
public sealed record GroupOutlook(string Model, IReadOnlyList<DeploymentOutlook> Deployments)
{
    /// <summary>Why none of its deployments can take the request; null: one can.</summary>
    public AttemptFailure? Failure { get; private init; }

    /// <summary>Why it may not be asked although one of them can; null: it may, or none can.</summary>
    public Error? Refusal { get; init; }

    /// <summary>Looks at a group.</summary>
    /// <param name="states">What is known of the deployments.</param>
    /// <param name="group">The group.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="request">What the choice depends on.</param>
    internal static GroupOutlook Of(DeploymentStates states, ModelGroup group, RoutingRules rules, RoutingRequest request)
    {
        var filter = new CandidateFilter(rules, request, [], states.Now);
        var tally = default(ExclusionTally);
        var deployments = new List<DeploymentOutlook>();
        var ranks = states.Pool(group).Ranks;
        for (var rank = 0; rank < ranks.Length; rank++)
        {
            foreach (var candidate in ranks[rank].Candidates)
            {
                var exclusion = filter.Check(candidate);
                tally.Count(exclusion, candidate, filter.Now);
                deployments.Add(DeploymentOutlook.Of(candidate, rank + 1, exclusion, filter.Now));
            }
        }

        return new GroupOutlook(group.Name, deployments)
        {
            Failure = deployments.Exists(deployment => deployment.Why is null) ? null : tally.ToFailure(),
        };
    }
}
