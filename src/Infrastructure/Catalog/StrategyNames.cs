using System.Collections.Frozen;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>LiteLLM's names of the strategies.</summary>
public static class StrategyNames
{
    private static readonly FrozenDictionary<string, RoutingStrategy> ByName = new Dictionary<string, RoutingStrategy>
    {
        ["simple-shuffle"] = RoutingStrategy.SimpleShuffle,
        ["least-busy"] = RoutingStrategy.LeastBusy,
        ["latency-based-routing"] = RoutingStrategy.LatencyBased,
        ["usage-based-routing-v2"] = RoutingStrategy.UsageBased,
        ["cost-based-routing"] = RoutingStrategy.CostBased,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, by comma.</summary>
    public static string All => string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal));

    /// <summary>The name of a strategy.</summary>
    public static string Of(RoutingStrategy strategy) => ByName.First(named => named.Value == strategy).Key;

    /// <summary>The strategy of that name; null: there is none.</summary>
    public static RoutingStrategy? Find(string name) => ByName.TryGetValue(name, out var strategy) ? strategy : null;
}
