using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Random limits, deployments and bodies.</summary>
internal sealed class ExplainedWorld(Random random, ScriptedUpstream upstream, int round)
{
    private static readonly string[] Tags = ["eu", "us"];
    private static readonly string[] Windows = ["1m", "15m", "1h", "1d", "1mo"];
    private int _number;
    private int _own;

    /// <summary>The models: one that is asked for, one that may stand in.</summary>
    public string Own { get; } = string.Create(CultureInfo.InvariantCulture, $"own{round}");

    public string StandIn { get; } = string.Create(CultureInfo.InvariantCulture, $"in{round}");

    public IReadOnlyList<Deployment> Deployments()
    {
        _own = random.Next(1, 4);
        return [.. Enumerable.Range(0, _own).Select(_ => Deployment(Own)), .. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Deployment(StandIn))];
    }

    public RoutingRules Rules() => RoutingRules.Default with
    {
        Strategy = random.GetItems(Enum.GetValues<RoutingStrategy>(), 1)[0],
        PreCallChecks = Chance(0.5),
        TagFiltering = Chance(0.3),
        MatchAnyTag = Chance(0.5),
        Fallbacks = Chance(0.5)
            ? FallbackRules.None with { General = new Dictionary<string, ImmutableArray<string>> { [Own] = [StandIn] }.ToFrozenDictionary(StringComparer.Ordinal) }
            : FallbackRules.None,
        Limits = [.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => Limit())],
    };

    /// <summary>A call's body, and whether it asks for a stream.</summary>
    public string Body(bool mayBeUnknown)
    {
        var model = mayBeUnknown && Chance(0.1) ? "nonesuch" : Chance(0.15) ? StandIn : Chance(0.1) ? $"{Own}-{random.Next(1, _own + 1)}" : Own;
        var members = new List<string>
        {
            $"\"model\":\"{model}\"",
            $$"""
            "messages":[{"role":"user","content":"{{new string('x', random.Next(1, Chance(0.3) ? 2000 : 60))}}"}]
            """,
        };
        AddIf(members, 0.5, () => string.Create(CultureInfo.InvariantCulture, $"\"max_tokens\":{random.Next(1, 200)}"));
        AddIf(members, 0.2, () => string.Create(CultureInfo.InvariantCulture, $"\"n\":{random.Next(1, 4)}"));
        AddIf(members, 0.4, () => "\"stream\":true");
        AddIf(members, 0.2, () => """
            "tools":[{"type":"function","function":{"name":"f"}}]
            """);
        AddIf(members, 0.2, () => $"\"tags\":[\"{Tags[random.Next(2)]}\"]");
        AddIf(members, 0.1, () => $"\"fallbacks\":[\"{StandIn}\"]");
        AddIf(members, 0.1, () => "\"disable_fallbacks\":true");
        return $"{{{string.Join(',', members)}}}";
    }

    public bool Chance(double share) => random.NextDouble() < share;

    private void AddIf(List<string> members, double share, Func<string> member)
    {
        if (Chance(share))
        {
            members.Add(member());
        }
    }

    private Deployment Deployment(string model) => ADeployment.Of(model, upstream.ApiBase, number: ++_number) with
    {
        Order = random.Next(0, 2),
        RequestsPerMinute = Chance(0.2) ? random.Next(1, 4) : null,
        TokensPerMinute = Chance(0.2) ? random.Next(1, 60) : null,
        MaxParallelRequests = Chance(0.2) ? 1 : null,
        Tags = Chance(0.3) ? [Tags[random.Next(2)]] : [],
        Price = Chance(0.7) ? new TokenPrice(random.Next(0, 3) * 1_000_000_000L, random.Next(0, 3) * 1_000_000_000L) : null,
        Capabilities = ModelCapabilities.Unknown with
        {
            MaxInputTokens = Chance(0.3) ? random.Next(1, 300) : null,
            MaxOutputTokens = Chance(0.3) ? random.Next(10, 300) : null,
            Tools = Chance(0.2) ? false : null,
        },
    };

    // The whole service is counted over all worlds, so that what there is of it must be much.
    private LimitRule Limit()
    {
        var level = random.GetItems(Enum.GetValues<LimitLevel>(), 1)[0];
        var measure = level is LimitLevel.Service or LimitLevel.Team ? LimitMeasure.Requests : random.GetItems(Enum.GetValues<LimitMeasure>(), 1)[0];
        var most = measure switch
        {
            LimitMeasure.Parallel => random.Next(1, 3),
            LimitMeasure.Requests => level is LimitLevel.Service or LimitLevel.Team ? random.Next(1, 500) : random.Next(1, 5),
            _ => random.Next(20, Chance(0.5) ? 400 : 9000),
        };
        LimitWindow? window = measure == LimitMeasure.Parallel ? null : LimitWindow.Parse(Windows[random.Next(Windows.Length)], isRolling: Chance(0.5));
        return new LimitRule(level, measure, most, window) { Model = Chance(0.3) ? Chance(0.7) ? Own : StandIn : null };
    }
}
