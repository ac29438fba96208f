using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Tests.Catalog;

public sealed class RoutingRulesTests
{
    private static readonly Dictionary<string, Func<RoutingRules, object?>> Parts = new()
    {
        ["strategy"] = rules => rules.Strategy,
        ["strategies"] = rules => Pairs(rules.StrategyOf),
        ["buffer"] = rules => rules.LatencyBuffer,
        ["retries"] = rules => $"{rules.Retries.Retries} {rules.Retries.MinWait.TotalSeconds} {Pairs(rules.Retries.RetriesOf)}".TrimEnd(),
        ["retries of b"] = rules => $"{rules.RetriesOf["b"].Retries} {Pairs(rules.RetriesOf["b"].RetriesOf)}",
        ["cooldown"] = rules => $"{rules.Cooldown.IsOff} {rules.Cooldown.Time.TotalSeconds} {rules.Cooldown.AllowedFails} {Pairs(rules.Cooldown.AllowedFailsOf)}".TrimEnd(),
        ["fallbacks"] = rules => Chains(rules, FailureKind.InternalServerError),
        ["window"] = rules => Chains(rules, FailureKind.ContextWindow),
        ["policy"] = rules => Chains(rules, FailureKind.ContentPolicy),
        ["most"] = rules => rules.Fallbacks.Max,
        ["checks"] = rules => $"{rules.PreCallChecks} {rules.Affinity}",
        ["tags"] = rules => $"{rules.TagFiltering} {rules.MatchAnyTag}",
        ["total"] = rules => rules.RequestTimeout.TotalSeconds,
        ["own"] = rules => $"{rules.HedgeAfter?.TotalSeconds} {rules.HedgeShare} {rules.StreamKeepAlive?.TotalSeconds} {rules.AffinityLoadBound}",
        ["probes"] = rules => rules.ProbeInterval?.TotalSeconds,
    };

    public static TheoryData<string, string, object?> Good => new()
    {
        { "", "strategy", RoutingStrategy.SimpleShuffle },
        { "router_settings: { routing_strategy: simple-shuffle }", "strategy", RoutingStrategy.SimpleShuffle },
        { "router_settings: { routing_strategy: least-busy }", "strategy", RoutingStrategy.LeastBusy },
        { "router_settings: { routing_strategy: latency-based-routing }", "strategy", RoutingStrategy.LatencyBased },
        { "router_settings: { routing_strategy: usage-based-routing-v2 }", "strategy", RoutingStrategy.UsageBased },
        { "router_settings: { routing_strategy: cost-based-routing }", "strategy", RoutingStrategy.CostBased },
        { "router_settings: { routing_strategy_args: { lowest_latency_buffer: 0.5 } }", "buffer", 0.5 },
        { "router_settings: { routing_groups: [{ group_name: g, models: [a, b], routing_strategy: least-busy }] }", "strategies", "a=LeastBusy b=LeastBusy" },
        { "", "retries", " 0" },
        { "router_settings: { num_retries: 0, retry_after: 1.5 }", "retries", "0 1.5" },
        { "litellm_settings: { num_retries: 4 }", "retries", "4 0" },
        {
            "router_settings: { retry_policy: { DefaultRetries: 1, RateLimitErrorRetries: 5, InternalServerErrorRetries: 3 } }",
            "retries", "1 0 BadGateway=3 InternalServerError=3 RateLimit=5 Unreachable=3"
        },
        { "router_settings: { num_retries: 4, model_group_retry_policy: { b: { TimeoutErrorRetries: 1 } } }", "retries of b", "4 Timeout=1" },
        { "", "cooldown", "False 5" },
        {
            "router_settings: { disable_cooldowns: true, cooldown_time: 30, allowed_fails: 3, allowed_fails_policy: { AuthenticationErrorAllowedFails: 0 } }",
            "cooldown", "True 30 3 Authentication=0"
        },
        { "litellm_settings: { allowed_fails: 9 }", "cooldown", "False 5 9" },
        { "router_settings: { fallbacks: [{ a: [b, c] }, { b: [c] }] }", "fallbacks", "a=b,c b=c" },
        { "litellm_settings: { fallbacks: [{ a: [b] }] }", "fallbacks", "a=b" },
        { "router_settings: { default_fallbacks: [c], fallbacks: [{ a: [b] }] }", "fallbacks", "a=b b=c c=c" },
        { "router_settings: { fallbacks: [{ '*': [c] }] }", "fallbacks", "a=c b=c c=c" },
        { "router_settings: { context_window_fallbacks: [{ a: [c] }], fallbacks: [{ a: [b] }] }", "window", "a=c" },
        { "router_settings: { context_window_fallbacks: [{ '*': [c] }] }", "window", "a=c b=c" },
        { "litellm_settings: { content_policy_fallbacks: [{ a: [c] }] }", "policy", "a=c" },
        { "router_settings: { max_fallbacks: 1, default_fallbacks: [c] }", "most", 1 },
        { "router_settings: { enable_pre_call_checks: True, optional_pre_call_checks: [prompt_caching] }", "checks", "True True" },
        { "router_settings: { optional_pre_call_checks: [session_affinity, deployment_affinity] }", "checks", "False True" },
        { "router_settings: { enable_tag_filtering: yes, tag_filtering_match_any: off }", "tags", "True False" },
        { "", "total", 6000.0 },
        { "litellm_settings: { request_timeout: 60 }", "total", 60.0 },
        { "router_settings: { timeout: 7200 }", "total", 7200.0 },
        { "akashchat_settings: { hedge_after: 1, hedge_max_share: 0.1, stream_keepalive: 15, affinity_load_bound: 2 }", "own", "1 0.1 15 2" },
        { "", "probes", null },
        { "general_settings: { background_health_checks: true }", "probes", 300.0 },
        { "general_settings: { background_health_checks: true, health_check_interval: 60 }", "probes", 60.0 },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Rule_IsRead(string sections, string part, object? expected) => Assert.Equal(expected, Parts[part](AConfig.Rules(sections)));

    [Theory]
    [InlineData("router_settings: [a]")]
    [InlineData("router_settings: { routing_strategy: fastest }")]
    [InlineData("router_settings: { routing_strategy_args: { lowest_latency_buffer: -1 } }")]
    [InlineData("router_settings: { routing_strategy_args: { lowest_latancy_buffer: 1 } }")]
    [InlineData("router_settings: { routing_groups: [{ models: [nobody], routing_strategy: least-busy }] }")]
    [InlineData("router_settings: { routing_groups: [{ models: [a, a], routing_strategy: least-busy }] }")]
    [InlineData("router_settings: { num_retries: -1 }")]
    [InlineData("router_settings: { retry_policy: { SlowErrorRetries: 1 } }")]
    [InlineData("router_settings: { retry_policy: { TimeoutErrorRetries: often } }")]
    [InlineData("router_settings: { model_group_retry_policy: { nobody: { TimeoutErrorRetries: 1 } } }")]
    [InlineData("router_settings: { allowed_fails_policy: { TimeoutErrorRetries: 1 } }")]
    [InlineData("router_settings: { cooldown_time: soon }")]
    [InlineData("router_settings: { disable_cooldowns: 7 }")]
    [InlineData("router_settings: { fallbacks: [{ a: [nobody] }] }")]
    [InlineData("router_settings: { fallbacks: [{ nobody: [a] }] }")]
    [InlineData("router_settings: { fallbacks: [{ a: [a] }] }")]
    [InlineData("router_settings: { fallbacks: [{ a: [b] }, { a: [c] }] }")]
    [InlineData("router_settings: { fallbacks: [{ a: [{ model: b }] }] }")]
    [InlineData("router_settings: { fallbacks: { a: [b] } }")]
    [InlineData("router_settings: { default_fallbacks: [nobody] }")]
    [InlineData("router_settings: { max_fallbacks: all }")]
    [InlineData("router_settings: { optional_pre_call_checks: [clairvoyance] }")]
    [InlineData("router_settings: { model_group_alias: { x: nobody } }")]
    [InlineData("router_settings: { model_group_alias: { a: b } }")]
    [InlineData("router_settings: { model_group_alias: { 'x*': b } }")]
    [InlineData("router_settings: { model_group_alias: { x: { model: b, hiden: true } } }")]
    [InlineData("router_settings: { model_group_alias: { x: { hidden: true } } }")]
    [InlineData("router_settings: { model_group_alias: { x: x } }")]
    [InlineData("router_settings: { retries: 1 }")]
    [InlineData("litellm_settings: { num_retrys: 1 }")]
    [InlineData("litellm_settings: { request_timeout: 0 }")]
    [InlineData("litellm_settings: { cache: sometimes }")]
    [InlineData("litellm_settings: { cache_params: { type: tape } }")]
    [InlineData("litellm_settings: { cache_params: { mode: on_demand } }")]
    [InlineData("litellm_settings: { cache_params: { ttl: 0 } }")]
    [InlineData("litellm_settings: { cache_params: { supported_call_types: [singing] } }")]
    [InlineData("litellm_settings: { cache_params: { tll: 1 } }")]
    [InlineData("general_settings: { background_health_check: true }")]
    [InlineData("general_settings: { health_check_interval: 0 }")]
    [InlineData("akashchat_settings: { hedge_max_share: 2 }")]
    [InlineData("akashchat_settings: { hedge_after: 0 }")]
    [InlineData("akashchat_settings: { affinity_load_bound: 0.5 }")]
    [InlineData("akashchat_settings: { stream_keepalive: never }")]
    [InlineData("akashchat_settings: { cache_price_share: 1.5 }")]
    [InlineData("akashchat_settings: { hedge: 1 }")]
    [InlineData("enviroment_variables: { A: b }")]
    public void WrongRule_IsAFaultWithItsLine(string sections) => Assert.Equal(5, Assert.Single(AConfig.With(sections).Faults).Line);

    [Theory]
    [InlineData("router_settings: { routing_strategy: usage-based-routing }")]
    [InlineData("router_settings: { routing_strategy: lar1 }")]
    [InlineData("router_settings: { routing_strategy_args: { ttl: 10 } }")]
    [InlineData("router_settings: { optional_pre_call_checks: [enforce_model_rate_limits] }")]
    [InlineData("router_settings: { routing_groups: [{ models: [a], routing_strategy: least-busy, routing_strategy_args: {} }] }")]
    [InlineData("router_settings: { client_ttl: 5 }")]
    [InlineData("litellm_settings: { cache: true, cache_params: { type: s3 } }")]
    [InlineData("litellm_settings: { cache_params: { host: redis } }")]
    [InlineData("general_settings: { health_check_interval: 60 }")]
    [InlineData("general_settings: { alerting: [slack] }")]
    [InlineData("credential_list: []")]
    public void RuleOfLiteLlmWithoutEffect_IsAWarningWithItsLine(string sections)
    {
        var file = AConfig.With(sections);

        Assert.Empty(file.Faults);
        Assert.Equal(5, Assert.Single(file.Warnings).Line);
    }

    [Fact]
    public void NoFallbacks_AreTheOnesThatSayNone() => Assert.Same(FallbackRules.None, AConfig.Rules("router_settings: { num_retries: 1 }").Fallbacks);

    [Fact]
    public void OlderUsageStrategy_CountsAsTheNewerOne() =>
        Assert.Equal(RoutingStrategy.UsageBased, AConfig.With("router_settings: { routing_strategy: usage-based-routing }").Rules.Strategy);

    [Fact]
    public void RouterSettings_WinAndTheOthersAreTold()
    {
        var file = AConfig.With("router_settings:\n  num_retries: 1\nlitellm_settings:\n  num_retries: 7\n");

        Assert.Empty(file.Faults);
        Assert.Equal(1, file.Rules.Retries.Retries);
        Assert.Equal(8, Assert.Single(file.Warnings).Line);
    }

    [Fact]
    public void Aliases_LeadToGroupsThroughOthers()
    {
        var file = AConfig.With("router_settings: { model_group_alias: { x: y, y: { model: a, hidden: true } }, fallbacks: [{ x: [b] }] }");

        Assert.Empty(file.Faults);
        Assert.Equal([new ModelAlias("x", "a", false), new ModelAlias("y", "a", true)], file.Aliases);
        Assert.Equal("a=b", Chains(file.Rules, FailureKind.Timeout));
    }

    [Fact]
    public void AliasesInACircle_AreFaults() =>
        Assert.Equal([5L, 5L], AConfig.With("router_settings: { model_group_alias: { x: y, y: x } }").Faults.Select(fault => fault.Line));

    [Fact]
    public void NamesThatAServerMayOffer_AreWarningsBesideOne()
    {
        var file = AConfig.With(
            "router_settings: { fallbacks: [{ a: [nobody] }], model_group_alias: { x: nobody } }", new ConfigSurroundings(_ => null) { HasUpstream = true });

        Assert.Empty(file.Faults);
        Assert.Equal(2, file.Warnings.Count);
        Assert.Equal("a=nobody", Chains(file.Rules, FailureKind.Timeout));
    }

    private static string Pairs<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs) =>
        string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));

    private static string Chains(RoutingRules rules, FailureKind kind) => string.Join(
        ' ', new[] { "a", "b", "c" }.Select(group => (Group: group, Chain: rules.Fallbacks.For(group, kind))).Where(pair => pair.Chain.Length > 0)
            .Select(pair => $"{pair.Group}={string.Join(',', pair.Chain)}"));
}
