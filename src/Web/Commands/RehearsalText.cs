using System.Globalization;
using AkashChat.Infrastructure.Gateway.Rehearsal;

namespace AkashChat.Web.Commands;

/// <summary>Writes what a rehearsal found, for people.</summary>
internal sealed class RehearsalText(TextWriter output)
{
    private static readonly string[] DeploymentHead = ["deployment", "order", "expected", "plain", "streamed", "time-out", "silence"];
    private static readonly string[] ScenarioHead = ["", "struck", "with", "asked", "requests", "answered", "by", "attempts", "p50", "max", "the others saw", "back after"];

    /// <summary>Writes what holds for all of it.</summary>
    public async Task WriteHeadAsync(RehearsalOptions options)
    {
        await output.WriteLineAsync(Invariant($"Rehearsal with seed {options.Seed}: {options.Requests} requests per scenario, {options.Rate:0.##} per second. No real server is contacted."));
        await output.WriteLineAsync("Time is the configuration's: the clock jumps from one event to the next, so that 600 s are 600 s and cost nothing.");
    }

    /// <summary>Writes what was found of a model.</summary>
    public async Task WriteAsync(GroupReport report)
    {
        var fallbacks = report.Fallbacks.Count == 0 ? "no fallbacks" : $"fallbacks: {string.Join(", ", report.Fallbacks)}";
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{report.Model}: {report.Strategy}, {fallbacks}");
        await WriteTableAsync([DeploymentHead, .. report.Deployments.Select(CellsOf)]);
        await output.WriteLineAsync();
        await WriteTableAsync([ScenarioHead, .. report.Scenarios.Select(CellsOf)]);
        if (report.Warnings.Count > 0)
        {
            await output.WriteLineAsync();
        }

        foreach (var warning in report.Warnings)
        {
            await output.WriteLineAsync($"  warning, {warning}");
        }
    }

    /// <summary>Writes what it comes to.</summary>
    public async Task WriteVerdictAsync(bool hasLoss)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync(hasLoss
            ? "Users see failures while a server is well that could have answered: the lines with \"!\"."
            : "As long as a server is well, no user sees a failure.");
    }

    private static string[] CellsOf(DeploymentReport deployment) =>
    [
        deployment.Id,
        Invariant($"{deployment.Order}"),
        Percent(deployment.ExpectedShare),
        Percent(deployment.PlainShare),
        Percent(deployment.StreamedShare),
        Invariant($"{deployment.TimeoutSeconds:0.###} s"),
        Invariant($"{deployment.StreamTimeoutSeconds:0.###} s"),
    ];

    private static string[] CellsOf(ScenarioReport scenario) =>
    [
        scenario.IsLoss ? "!" : "",
        scenario.Fault == Fault.None ? "nobody" : scenario.Deployment ?? "all",
        FaultNames.Of(scenario.Fault),
        scenario.Streamed ? "streamed" : "plain",
        Invariant($"{scenario.Requests}"),
        Invariant($"{scenario.Answered}"),
        AnsweredBy(scenario),
        Invariant($"{scenario.Attempts:0.0}"),
        Invariant($"{scenario.MedianSeconds:0.0} s"),
        Invariant($"{scenario.MaxSeconds:0.0} s"),
        Seen(scenario),
        scenario.Fault == Fault.None ? "" : scenario.BackAfterSeconds is { } seconds ? Invariant($"{seconds:0.0} s") : "not seen",
    ];

    private static string AnsweredBy(ScenarioReport scenario)
    {
        var deployments = string.Join(", ", scenario.AnsweredBy.Select(pair => Invariant($"{pair.Key} {pair.Value}")));
        return scenario.Fallbacks.Count == 0
            ? deployments
            : $"{deployments} (fallback {string.Join(", ", scenario.Fallbacks.Select(pair => Invariant($"{pair.Key} {pair.Value}")))})";
    }

    private static string Seen(ScenarioReport scenario)
    {
        var failures = scenario.Failures.Select(failure => Invariant($"{failure.Count} × {failure.Status}")
            + (failure.Code is null ? "" : $" {failure.Code}")
            + (failure.RetryAfterSeconds is { } wait ? Invariant($" (Retry-After {wait})") : ""));
        return string.Join(", ", scenario.Broken == 0 ? failures : failures.Append(Invariant($"{scenario.Broken} × broken stream")));
    }

    private async Task WriteTableAsync(string[][] rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            await output.WriteLineAsync($"  {string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))}".TrimEnd());
        }
    }

    private static string Percent(double? share) => share is { } known ? Invariant($"{known * 100:0} %") : "";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
