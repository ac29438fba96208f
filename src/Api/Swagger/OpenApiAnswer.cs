using AkashChat.Domain.Common;

namespace AkashChat.Api.Swagger;

/// <summary>What a route of the gateway that forwards nothing answers.</summary>
/// <param name="Response">An answer, in JSON.</param>
/// <param name="Errors">What it can fail with, in the place of what all others can.</param>
internal sealed record OpenApiAnswer(string Response, params Error[] Errors)
{
    /// <summary>A call that it takes, in JSON; null: it takes no body.</summary>
    public string? Request { get; init; }
}
