using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Where one limit stands, for one request or without one. Errors, headers and pages are renderings of it.</summary>
/// <param name="Rule">The limit.</param>
/// <param name="Counter">Where it is counted.</param>
/// <param name="Used">What is used or reserved, this request's reservation included if it was admitted.</param>
/// <param name="ResetsIn">How long until all of it is there again; zero: as soon as requests end.</param>
public sealed record LimitState(LimitRule Rule, LimitCounter Counter, long Used, TimeSpan ResetsIn)
{
    /// <summary>What this request reserved, or would have.</summary>
    public long Asked { get; init; }

    /// <summary>Whether this limit forbids the request.</summary>
    public bool IsHit { get; init; }

    /// <summary>How long until the request can be tried again, if this limit forbids it; null: never, it asks for more than the limit.</summary>
    public TimeSpan? RetryIn { get; init; }

    /// <summary>What is left.</summary>
    public long Left => Math.Max(0, Rule.Limit - Used);
}
