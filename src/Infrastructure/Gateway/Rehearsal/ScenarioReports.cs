using AkashChat.Domain.Catalog;
using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>Sums a scenario up.</summary>
internal static class ScenarioReports
{
    /// <summary>Sums it up.</summary>
    public static ScenarioReport Of(Scenario scenario, RoutingTable table, IReadOnlyList<CallOutcome> calls, TimeSpan? backAfter)
    {
        var answered = calls.Where(call => call.Record.Outcome == UsageOutcome.Completed).Select(call => call.Record).ToArray();
        var times = calls.Select(call => call.Record.LatencyMicroseconds / 1e6).Order().ToArray();
        return new ScenarioReport
        {
            Deployment = scenario.Struck.Length == 1 && scenario.Group.Deployments.Length > 1 ? scenario.Struck[0].Id : null,
            Fault = scenario.Fault,
            Streamed = scenario.Streamed,
            Requests = calls.Count,
            Answered = answered.Length,
            AnsweredBy = Count(answered.Select(record => record.DeploymentId)),
            Fallbacks = Count(answered.Select(record => record.ServedModel).OfType<string>()),
            Attempts = calls.Average(call => call.Record.Attempts),
            Failures = FailuresOf(calls),
            Broken = calls.Count(call => call.Record.Outcome == UsageOutcome.Partial),
            MedianSeconds = times[(times.Length - 1) / 2],
            MaxSeconds = times[^1],
            BackAfterSeconds = backAfter?.TotalSeconds,
            HealthyRemained = HealthyRemained(scenario, table),
        };
    }

    private static FailureReport[] FailuresOf(IEnumerable<CallOutcome> calls) =>
    [
        .. calls
            .Where(call => call.Record.Outcome is not (UsageOutcome.Completed or UsageOutcome.Partial))
            .GroupBy(call => (call.Record.Status, call.Error?.Code))
            .OrderByDescending(seen => seen.Count())
            .Select(seen => new FailureReport(seen.Key.Status, seen.Key.Code, RetryAfterOf(seen), seen.Count())),
    ];

    // Headers carry whole seconds, rounded up.
    private static int? RetryAfterOf(IEnumerable<CallOutcome> calls) =>
        calls.Max(call => call.Error?.RetryAfter) is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null;

    private static bool HealthyRemained(Scenario scenario, RoutingTable table) =>
        scenario.Group.Deployments.Except(scenario.Struck).Any()
        || Scenario.FallbacksOf(scenario.Group, table.Rules, scenario.Fault)
            .Take(table.Rules.Fallbacks.Max)
            .Select(table.Find)
            .OfType<ModelGroup>()
            .Any(standIn => standIn.Deployments.Any(deployment => scenario.Struck.All(struck => struck.Id != deployment.Id)));

    private static SortedDictionary<string, int> Count(IEnumerable<string> names) =>
        new(names.CountBy(name => name).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
}
