using System.Collections.Frozen;
using System.Globalization;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Web.Commands;

/// <summary>The rules of a configuration in words, a line for each.</summary>
internal static class RuleLines
{
    /// <summary>What holds for all models.</summary>
    internal static IReadOnlyList<(string Label, string Text)> Of(RoutingRules rules) =>
    [
        ("strategy", StrategyNames.Of(rules.Strategy) + (rules.LatencyBuffer > 0 ? $", equal within {Percent(rules.LatencyBuffer)} of the fastest" : string.Empty)),
        ("retries", Retries(rules.Retries)),
        ("cooldown", Cooldown(rules.Cooldown)),
        ("fallbacks", rules.Fallbacks.Defaults.IsEmpty ? "for models that have some, see there" : $"for models without their own: {string.Join(", then ", rules.Fallbacks.Defaults.Take(rules.Fallbacks.Max))}"),
        ("whole wait", $"{Seconds(rules.RequestTimeout)} until an answer begins, retries and fallbacks included"),
        ("checks", rules.PreCallChecks ? "prompts that do not fit, and what a server cannot do, are kept from it" : "none before a call"),
        ("tags", !rules.TagFiltering ? "not used" : rules.MatchAnyTag ? "one common tag is enough" : "a deployment must have all tags of the request"),
        ("affinity", rules.Affinity ? $"conversations stay with a deployment, up to {Number(rules.AffinityLoadBound)} times the average load" : "none"),
        ("hedging", rules.HedgeAfter is { } after ? $"a second attempt after {Seconds(after)}, for at most {Percent(rules.HedgeShare)} of the requests" : "none"),
        ("keep-alive", rules.StreamKeepAlive is { } silence ? $"a comment into a stream silent for {Seconds(silence)}" : "none"),
        ("probes", rules.ProbeInterval is { } interval ? $"each server every {Seconds(interval)}" : "only servers that are cooling"),
        ("cache", Cache(rules.Cache)),
    ];

    /// <summary>What holds for one model.</summary>
    internal static IReadOnlyList<(string Label, string Text)> Of(RoutingRules rules, string group)
    {
        var lines = new List<(string Label, string Text)>();
        if (rules.StrategyOf.TryGetValue(group, out var strategy))
        {
            lines.Add(("strategy", StrategyNames.Of(strategy)));
        }

        if (rules.RetriesOf.TryGetValue(group, out var retries))
        {
            lines.Add(("retries", Retries(retries)));
        }

        var usual = Chain(rules.Fallbacks, group, FailureKind.InternalServerError);
        Add(lines, "falls back to", usual, string.Empty);
        Add(lines, "prompt too long", Chain(rules.Fallbacks, group, FailureKind.ContextWindow), usual);
        Add(lines, "content policy", Chain(rules.Fallbacks, group, FailureKind.ContentPolicy), usual);
        return lines;
    }

    private static void Add(List<(string Label, string Text)> lines, string label, string chain, string unless)
    {
        if (chain != unless)
        {
            lines.Add((label, chain));
        }
    }

    private static string Chain(FallbackRules rules, string group, FailureKind kind) =>
        string.Join(", then ", rules.For(group, kind).Where(target => target != group).Take(rules.Max));

    private static string Retries(RetryRules rules) =>
        (rules.Retries is { } retries ? Number(retries) : "every deployment once, the same one twice more at most") + Of(rules.RetriesOf) + (rules.MinWait > TimeSpan.Zero ? $"; the same server again after {Seconds(rules.MinWait)} at the earliest" : string.Empty);

    private static string Cooldown(CooldownRules rules)
    {
        if (rules.IsOff)
        {
            return "none";
        }

        var when = rules.AllowedFails is { } fails ? $"after more than {fails} failures within a minute" : "when half of a minute's requests fail";
        return $"{Seconds(rules.Time)}, {when}{Of(rules.AllowedFailsOf)}";
    }

    private static string Cache(CacheRules rules)
    {
        if (!rules.IsOn)
        {
            return "none";
        }

        var routes = rules.Routes is { } chosen ? chosen.Count == 0 ? "no route" : string.Join(", ", chosen.Order(StringComparer.Ordinal)) : "all routes that can be";
        return $"in {(rules.InRedis ? "Redis" : "memory")} for {Seconds(rules.Ttl)}, {routes}"
            + (rules.OnlyOnRequest ? ", only when a request asks for it" : string.Empty)
            + (rules.AcrossOwners ? ", across owners for models that say so" : ", for each owner")
            + (rules.PriceShare > 0 ? $", at {Percent(rules.PriceShare)} of the price" : ", for nothing")
            + (rules.Namespace is null ? string.Empty : $", in {rules.Namespace}");
    }

    private static string Of(FrozenDictionary<FailureKind, int> numbers) =>
        numbers.Count == 0 ? string.Empty : $" ({string.Join(", ", numbers.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"))})";

    private static string Seconds(TimeSpan time) => DeploymentTable.Seconds(time);

    private static string Percent(double share) => $"{Number(100 * share)} %";

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
