using System.Collections.Immutable;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>What the choice of a deployment depends on.</summary>
public sealed record RoutingRequest
{
    /// <summary>Whether a stream is asked for.</summary>
    public bool Streamed { get; init; }

    /// <summary>The tags to choose by; empty: none.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The prompt's tokens as far as its length tells; 0: not to be checked.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Whether the request has pictures in it.</summary>
    public bool NeedsVision { get; init; }

    /// <summary>Whether the request offers tools.</summary>
    public bool NeedsTools { get; init; }

    /// <summary>A hash of the owner and the beginning of the conversation; null: it may go anywhere.</summary>
    public ulong? Affinity { get; init; }
}
