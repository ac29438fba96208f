using System.Collections.Frozen;

namespace AkashChat.Domain.Catalog;

/// <summary>Which answers are kept for equal requests of the same owner (<c>litellm_settings.cache</c>, <c>cache_params</c>).</summary>
public sealed record CacheRules
{
    /// <summary>No answer is kept.</summary>
    public static readonly CacheRules Off = new();

    /// <summary>Whether answers are kept at all.</summary>
    public bool IsOn { get; init; }

    /// <summary>Whether they are kept in Redis, for all instances (<c>type: redis</c>); else in this instance's memory (<c>local</c>).</summary>
    public bool InRedis { get; init; }

    /// <summary>How long an answer is kept, unless the request says otherwise (<c>ttl</c>).</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether only requests take part that ask for it (<c>mode: default_off</c>).</summary>
    public bool OnlyOnRequest { get; init; }

    /// <summary>The routes whose answers are kept (<c>supported_call_types</c>), as paths behind <c>/v1/</c>; null: all that can be.</summary>
    public FrozenSet<string>? Routes { get; init; }

    /// <summary>Parts the answers from those of other services in the same store (<c>namespace</c>).</summary>
    public string? Namespace { get; init; }

    /// <summary>Whether owners share answers (<c>akashchat_settings.cache_shared</c>); it holds only for models that say so, too.</summary>
    public bool AcrossOwners { get; init; }

    /// <summary>What a kept answer costs, as a share of its first price; 0: nothing.</summary>
    public double PriceShare { get; init; }
}
