using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Application.Gateway.ExplainCall;

/// <summary>Asks what a call would meet, without sending, reserving or counting anything.</summary>
/// <param name="Key">Whose call it would be; it passed the key check.</param>
/// <param name="Call">The call, as it was read.</param>
public sealed record ExplainCallQuery(KeySnapshot Key, CallNeeds Call) : IQuery<CallExplanation>
{
    /// <summary>The body's type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The request's <c>Cache-Control</c> header; null: there is none.</summary>
    public string? CacheControl { get; init; }
}
