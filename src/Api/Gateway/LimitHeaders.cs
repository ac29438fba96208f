using System.Globalization;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Gateway;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Tells what is left of a key's limits, under the names that OpenAI's clients know.</summary>
internal static class LimitHeaders
{
    private const string LimitRequests = "x-ratelimit-limit-requests";
    private const string RemainingRequests = "x-ratelimit-remaining-requests";
    private const string ResetRequests = "x-ratelimit-reset-requests";
    private const string LimitTokens = "x-ratelimit-limit-tokens";
    private const string RemainingTokens = "x-ratelimit-remaining-tokens";
    private const string ResetTokens = "x-ratelimit-reset-tokens";

    // OpenAI's SDKs try every 429 again unless this forbids it; a month is longer than they wait.
    private const string ShouldRetry = "x-should-retry";

    /// <summary>All of them, for pages of other origins.</summary>
    internal static readonly string[] Names =
        [LimitRequests, RemainingRequests, ResetRequests, LimitTokens, RemainingTokens, ResetTokens, ShouldRetry];

    /// <summary>Puts them into the head of the answer, as far as the key has such limits.</summary>
    internal static void Write(HttpResponse response, AdmissionDecision decision)
    {
        if (decision.Standing is not { } standing)
        {
            return;
        }

        var headers = response.Headers;
        if (standing.Limits.RequestsPerMinute is { } requests)
        {
            headers[LimitRequests] = Text(requests);
            headers[RemainingRequests] = Text(Math.Max(0, requests - standing.Requests));
            headers[ResetRequests] = Seconds(standing.MinuteLeft);
        }

        if (standing.Limits.TokensPerMinute is { } tokens)
        {
            headers[LimitTokens] = Text(tokens);
            headers[RemainingTokens] = Text(Math.Max(0, tokens - standing.Tokens));
            headers[ResetTokens] = Seconds(standing.MinuteLeft);
        }

        if (decision.Refusal?.Code == LimitErrors.Budget.Code)
        {
            headers[ShouldRetry] = "false";
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // As OpenAI writes durations: 59s, 1m0s.
    private static string Seconds(TimeSpan wait)
    {
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        return seconds < 60 ? $"{Text(seconds)}s" : $"{Text(seconds / 60)}m{Text(seconds % 60)}s";
    }
}
