using System.Collections.Immutable;
using AkashChat.Domain.Common;

namespace AkashChat.Domain.Catalog;

/// <summary>One model on one server: what a request is sent to. Several with the same model name form a <see cref="ModelGroup"/>.</summary>
public sealed record Deployment
{
    /// <summary>The name that usage records carry; says nothing about the address.</summary>
    public required string Id { get; init; }

    /// <summary>The name that callers use.</summary>
    public required string ModelName { get; init; }

    /// <summary>The name that the server uses; it replaces the caller's in the request.</summary>
    public required string UpstreamModel { get; init; }

    /// <summary>The server's base address, ending in a slash; the route's path is appended to it.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>What opens the server to us; null: it is open.</summary>
    public SecretText? Key { get; init; }

    /// <summary>What kind of server it is.</summary>
    public ProviderProfile Provider { get; init; } = ProviderProfile.OpenAi;

    /// <summary>The version of the server's API where it wants one (<c>api_version</c>); null: none.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The organisation that pays, for servers that ask for it (<c>organization</c>); null: none.</summary>
    public string? Organization { get; init; }

    /// <summary>Headers that every request to it carries (<c>extra_headers</c>).</summary>
    public ImmutableArray<KeyValuePair<string, string>> ExtraHeaders { get; init; } = [];

    /// <summary>Its share of the group's requests, relative to the others' weights.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether the weight was said; if no deployment of a group has one, rpm or tpm take its place.</summary>
    public bool HasWeight { get; init; }

    /// <summary>Its rank: only deployments of the lowest rank that can take a request are asked (<c>order</c>).</summary>
    public int Order { get; init; }

    /// <summary>Requests that may begin in a minute (<c>rpm</c>); null: any number.</summary>
    public long? RequestsPerMinute { get; init; }

    /// <summary>Tokens, read and written together, that it may use in a minute (<c>tpm</c>); null: any number.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Requests that may be open at the same moment (<c>max_parallel_requests</c>); null: any number.</summary>
    public int? MaxParallelRequests { get; init; }

    /// <summary>How long it is left alone after failures (<c>cooldown_time</c>); null: as long as the rules say.</summary>
    public TimeSpan? Cooldown { get; init; }

    /// <summary>What requests can choose it by (<c>tags</c>).</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>What it can do.</summary>
    public ModelCapabilities Capabilities { get; init; } = ModelCapabilities.Unknown;

    /// <summary>Whether owners may share its kept answers, if the rules allow that too (<c>model_info.cache_shared</c>).</summary>
    public bool CacheShared { get; init; }

    /// <summary>The longest wait for a plain answer, in whole.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest wait for the first event of a stream, and the longest silence within it.</summary>
    public TimeSpan StreamTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What its tokens cost; null: that is not known, and no budget counts its calls.</summary>
    public TokenPrice? Price { get; init; }

    /// <summary>Whether it is the demo that answers within this process.</summary>
    public bool IsDemo { get; init; }
}
