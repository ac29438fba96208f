using System.Collections.Immutable;
using System.Globalization;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Reads what a request says about its own way in its headers (LiteLLM's names, and one of ours); a header wins over the body's member.</summary>
internal static class ControlHeaders
{
    private const string Tags = "x-litellm-tags";
    private const string Deadline = "x-litellm-timeout";
    private const string Retries = "x-litellm-num-retries";
    private const string Session = "x-litellm-session-id";
    private const string LowerMaxTokens = "x-akashchat-lower-max-tokens";
    private const int MaxRetries = 10;
    private const int MaxTags = 10;
    private const double MaxSeconds = 86_400;

    /// <summary>Reads the headers.</summary>
    internal static Result<CallControls> Read(IHeaderDictionary headers, CallControls controls)
    {
        if (headers.TryGetValue(Deadline, out var timeout))
        {
            if (!double.TryParse(timeout, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || seconds is not (> 0 and <= MaxSeconds))
            {
                return GatewayErrors.FieldWrongType with { Field = Deadline };
            }

            controls = controls with { Timeout = TimeSpan.FromSeconds(seconds) };
        }

        if (headers.TryGetValue(Retries, out var retries))
        {
            if (!int.TryParse(retries, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MaxRetries)
            {
                return GatewayErrors.FieldWrongType with { Field = Retries };
            }

            controls = controls with { Retries = count };
        }

        if (headers.TryGetValue(Tags, out var tags))
        {
            ImmutableArray<string> names = [.. tags.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
            if (names.Length > MaxTags)
            {
                return GatewayErrors.FieldWrongType with { Field = Tags };
            }

            controls = controls with { Tags = names };
        }

        if (headers.TryGetValue(LowerMaxTokens, out var lower))
        {
            if (!bool.TryParse(lower, out var mayLower))
            {
                return GatewayErrors.FieldWrongType with { Field = LowerMaxTokens };
            }

            controls = controls with { MayLowerMaxTokens = mayLower };
        }

        return controls;
    }

    /// <summary>The name of the conversation; null: none.</summary>
    internal static string? SessionOf(IHeaderDictionary headers) =>
        headers.TryGetValue(Session, out var session) && session is [{ Length: > 0 and <= 256 } name] ? name : null;
}
