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

    /// <summary>Its share of the group's requests, relative to the others' weights.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The longest wait: for the whole answer, or for the head of a stream.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest silence within a stream.</summary>
    public TimeSpan StreamTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What its tokens cost; null: that is not known, and no budget counts its calls.</summary>
    public TokenPrice? Price { get; init; }

    /// <summary>Whether it is the demo that answers within this process.</summary>
    public bool IsDemo { get; init; }
}
