using System.Globalization;
using AkashChat.Domain.Catalog;

namespace AkashChat.Web.Commands;

/// <summary>The limits of a configuration in words: whose they are, and how much there is.</summary>
internal static class LimitLines
{
    /// <summary>A line for each.</summary>
    internal static IReadOnlyList<(string Label, string Text)> Of(IEnumerable<LimitRule> rules) => [.. rules.Select(rule => (Whose(rule), HowMuch(rule)))];

    private static string Whose(LimitRule rule)
    {
        var team = rule.Team is null ? string.Empty : $" of the team {rule.Team}";
        var model = rule.Model is null ? string.Empty : $", calls of {rule.Model}";
        return rule.Level switch
        {
            LimitLevel.Key => "each key" + team + model,
            LimitLevel.User => "each account" + team + ", all its keys together" + model,
            LimitLevel.Team => (rule.Team is null ? "each team" : $"the team {rule.Team}") + ", all its accounts together" + model,
            LimitLevel.Model => (rule.Model is null ? "each model" : rule.Model.Contains('*', StringComparison.Ordinal) ? $"each model of {rule.Model}" : rule.Model) + ", all callers together",
            _ => "all callers together" + model,
        };
    }

    private static string HowMuch(LimitRule rule) => rule.Measure switch
    {
        LimitMeasure.Parallel => $"{Number(rule.Limit)} requests open at the same moment",
        LimitMeasure.Requests => $"{Number(rule.Limit)} requests {Within(rule.Window!.Value)}",
        LimitMeasure.Tokens => $"{Number(rule.Limit)} tokens {Within(rule.Window!.Value)}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{rule.Limit / 1_000_000m:0.######} USD {Within(rule.Window!.Value)}"),
    };

    private static string Within(LimitWindow window) => window.IsRolling ? $"within any {window}" : $"every {window} of the calendar (UTC)";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
