using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>Sums a model's scenarios up.</summary>
internal static class GroupReports
{
    /// <summary>Sums them up.</summary>
    /// <param name="group">The model, with its real addresses.</param>
    /// <param name="table">The table, with the real addresses.</param>
    /// <param name="scenarios">What was tried.</param>
    /// <param name="options">How.</param>
    public static GroupReport Of(ModelGroup group, RoutingTable table, IReadOnlyList<ScenarioReport> scenarios, RehearsalOptions options)
    {
        var strategy = table.Rules.StrategyOf.GetValueOrDefault(group.Name, table.Rules.Strategy);
        return new GroupReport(
            group.Name,
            NameOf(strategy),
            Scenario.FallbacksOf(group, table.Rules, Fault.ServerError),
            DeploymentsOf(group, strategy, scenarios),
            scenarios,
            [.. new RehearsalWarnings(group, table, scenarios, options).Find()]);
    }

    private static DeploymentReport[] DeploymentsOf(ModelGroup group, RoutingStrategy strategy, IReadOnlyList<ScenarioReport> scenarios)
    {
        var first = new DeploymentPool(group, _ => new DeploymentState()).Ranks[0].Candidates;
        var total = first.Sum(candidate => candidate.Weight);
        return [.. group.Deployments.Select(deployment => new DeploymentReport(
            deployment.Id,
            deployment.Order,
            strategy == RoutingStrategy.SimpleShuffle ? ExpectedShare(deployment) : null,
            ShareOf(deployment, streamed: false) ?? 0,
            ShareOf(deployment, streamed: true),
            deployment.Timeout.TotalSeconds,
            deployment.StreamTimeout.TotalSeconds))];

        double ExpectedShare(Deployment deployment) =>
            first.FirstOrDefault(candidate => candidate.Deployment == deployment) is not { } candidate ? 0
            : total > 0 ? candidate.Weight / total
            : 1.0 / first.Length;

        double? ShareOf(Deployment deployment, bool streamed) =>
            scenarios.FirstOrDefault(scenario => scenario.Fault == Fault.None && scenario.Streamed == streamed) is { } well
                ? (double)well.AnsweredBy.GetValueOrDefault(deployment.Id) / well.Requests
                : null;
    }

    private static string NameOf(RoutingStrategy strategy) => strategy switch
    {
        RoutingStrategy.LeastBusy => "least-busy",
        RoutingStrategy.LatencyBased => "latency-based-routing",
        RoutingStrategy.UsageBased => "usage-based-routing-v2",
        RoutingStrategy.CostBased => "cost-based-routing",
        _ => "simple-shuffle",
    };
}
