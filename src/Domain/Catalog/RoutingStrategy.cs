namespace AkashChat.Domain.Catalog;

/// <summary>How a deployment is chosen among the healthy ones of a group; the names in <c>config.yaml</c> are LiteLLM's.</summary>
public enum RoutingStrategy
{
    /// <summary><c>simple-shuffle</c>: at random, in proportion to the weights, else to rpm, else to tpm.</summary>
    SimpleShuffle,

    /// <summary><c>least-busy</c>: of two at random the one with fewer open requests, relative to its weight.</summary>
    LeastBusy,

    /// <summary><c>latency-based-routing</c>: the one that answers fastest, and that has fewest requests open.</summary>
    LatencyBased,

    /// <summary><c>usage-based-routing-v2</c>: the one with the most room left in this minute.</summary>
    UsageBased,

    /// <summary><c>cost-based-routing</c>: the cheapest.</summary>
    CostBased,
}
