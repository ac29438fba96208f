using AkashChat.Domain.Common;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>Where the models come from.</summary>
public sealed record CatalogOptions
{
    /// <summary>The path of <c>config.yaml</c> (<c>AKASHCHAT_CONFIG</c>); null: there is none.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>An OpenAI-compatible server whose models are all offered (<c>AKASHCHAT_UPSTREAM</c>); null: none.</summary>
    public Uri? Upstream { get; init; }

    /// <summary>What opens that server (<c>AKASHCHAT_UPSTREAM_KEY</c>).</summary>
    public SecretText? UpstreamKey { get; init; }

    /// <summary>Whether there is a Redis.</summary>
    public bool HasRedis { get; init; }

    /// <summary>The names of the teams, which limits may name; null: not known.</summary>
    public IReadOnlyList<string>? Teams { get; init; }
}
