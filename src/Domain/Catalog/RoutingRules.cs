using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AkashChat.Domain.Catalog;

/// <summary>How requests find a healthy server: <c>router_settings</c> and what belongs to them. Part of the table, swapped with it.</summary>
public sealed record RoutingRules
{
    /// <summary>What holds when nothing is configured.</summary>
    public static readonly RoutingRules Default = new();

    /// <summary>How deployments are chosen (<c>routing_strategy</c>).</summary>
    public RoutingStrategy Strategy { get; init; }

    /// <summary>Groups that choose in another way (<c>routing_groups</c>).</summary>
    public FrozenDictionary<string, RoutingStrategy> StrategyOf { get; init; } = FrozenDictionary<string, RoutingStrategy>.Empty;

    /// <summary>With latency-based routing: by which share of the best one's latency others may be slower and still count as equal (<c>lowest_latency_buffer</c>).</summary>
    public double LatencyBuffer { get; init; }

    /// <summary>How often a failed attempt is repeated within a group.</summary>
    public RetryRules Retries { get; init; } = RetryRules.Default;

    /// <summary>Groups with retries of their own (<c>model_group_retry_policy</c>).</summary>
    public FrozenDictionary<string, RetryRules> RetriesOf { get; init; } = FrozenDictionary<string, RetryRules>.Empty;

    /// <summary>When a deployment is left alone for a while.</summary>
    public CooldownRules Cooldown { get; init; } = CooldownRules.Default;

    /// <summary>Which groups stand in for which.</summary>
    public FallbackRules Fallbacks { get; init; } = FallbackRules.None;

    /// <summary>The longest time until an answer begins, all attempts and fallbacks together (<c>request_timeout</c>; LiteLLM's default).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(6000);

    /// <summary>Whether deployments are left out that the prompt does not fit into, or that cannot do what it asks (<c>enable_pre_call_checks</c>).</summary>
    public bool PreCallChecks { get; init; }

    /// <summary>Whether requests choose deployments by tags (<c>enable_tag_filtering</c>).</summary>
    public bool TagFiltering { get; init; }

    /// <summary>Whether one common tag is enough (<c>tag_filtering_match_any</c>); else a deployment must have all of the request's.</summary>
    public bool MatchAnyTag { get; init; } = true;

    /// <summary>Whether conversations stay with a deployment, so that its prefix cache helps (<c>optional_pre_call_checks</c>: <c>session_affinity</c>, <c>deployment_affinity</c>, <c>prompt_caching</c>).</summary>
    public bool Affinity { get; init; }

    /// <summary>How far above the average a deployment's open requests may lie before affinity gives way; 1.25: a quarter.</summary>
    public double AffinityLoadBound { get; init; } = 1.25;

    /// <summary>A second attempt is sent elsewhere when no answer has begun after this time; null: never.</summary>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>At most this share of the requests is hedged.</summary>
    public double HedgeShare { get; init; } = 0.05;

    /// <summary>A comment is sent into a stream that was silent for so long; null: never.</summary>
    public TimeSpan? StreamKeepAlive { get; init; }

    /// <summary>How often each server is asked whether it is there (<c>background_health_checks</c>, <c>health_check_interval</c>); null: only those that are cooling.</summary>
    public TimeSpan? ProbeInterval { get; init; }

    /// <summary>Which answers are kept for equal requests.</summary>
    public CacheRules Cache { get; init; } = CacheRules.Off;

    /// <summary>Limits of keys, accounts, teams, models and the whole service (<c>akashchat_settings.limits</c>), besides those that the settings give each key.</summary>
    public ImmutableArray<LimitRule> Limits { get; init; } = [];
}
