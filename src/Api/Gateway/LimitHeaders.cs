using System.Globalization;
using System.Runtime.CompilerServices;
using AkashChat.Api.Common;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Tells what is left of a request's limits: under the names that OpenAI's clients know, and in the IETF's fields (draft-ietf-httpapi-ratelimit-headers).</summary>
/// <remarks>OpenAI's have room for one limit on requests and one on tokens: of several the one of which the smallest share is left.</remarks>
internal static class LimitHeaders
{
    private const string LimitRequests = "x-ratelimit-limit-requests";
    private const string RemainingRequests = "x-ratelimit-remaining-requests";
    private const string ResetRequests = "x-ratelimit-reset-requests";
    private const string LimitTokens = "x-ratelimit-limit-tokens";
    private const string RemainingTokens = "x-ratelimit-remaining-tokens";
    private const string ResetTokens = "x-ratelimit-reset-tokens";
    private const string Policy = "RateLimit-Policy";
    private const string Left = "RateLimit";

    // OpenAI's SDKs try every 429 again unless this forbids it; they wait for a minute at the most.
    private const string ShouldRetry = "x-should-retry";
    private const int LongestWait = 60;

    // Longer ones are written too, but not without a detour.
    private const int FieldLength = 256;

    // Most limits are of a minute.
    private static readonly string[] ShortDurations = [.. Enumerable.Range(0, 61).Select(seconds => DurationOf(seconds))];

    /// <summary>All of them, for pages of other origins.</summary>
    internal static readonly string[] Names =
        [LimitRequests, RemainingRequests, ResetRequests, LimitTokens, RemainingTokens, ResetTokens, Policy, Left, ShouldRetry];

    /// <summary>Puts them into the head of the answer, as far as the request has such limits and the head is not out yet.</summary>
    internal static void Write(HttpResponse response, AdmissionDecision decision)
    {
        if (decision.Limits.Count == 0 || response.HasStarted)
        {
            return;
        }

        var headers = response.Headers;
        var limits = decision.Limits;
        var texts = LimitTexts.Of(limits);
        if (Tightest(limits, LimitMeasure.Requests) is { } requests)
        {
            headers[LimitRequests] = texts.LimitOf(requests);
            headers[RemainingRequests] = Text(limits[requests].Left);
            headers[ResetRequests] = Duration(limits[requests].ResetsIn);
        }

        if (Tightest(limits, LimitMeasure.Tokens) is { } tokens)
        {
            headers[LimitTokens] = texts.LimitOf(tokens);
            headers[RemainingTokens] = Text(limits[tokens].Left);
            headers[ResetTokens] = Duration(limits[tokens].ResetsIn);
        }

        if (texts.Policy is { } policy)
        {
            headers[Policy] = policy;
            headers[Left] = LeftOf(limits, texts);
        }

        if (decision.Refusal is { Kind: Domain.Common.ErrorKind.RateLimited, RetryAfter.TotalSeconds: > LongestWait })
        {
            headers[ShouldRetry] = "false";
        }
    }

    private static string LeftOf(IReadOnlyList<LimitState> limits, LimitTexts texts)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[FieldLength]);
        for (var index = 0; index < limits.Count; index++)
        {
            if (texts.BeforeLeftOf(index) is { } before)
            {
                text.AppendLiteral(before);
                text.AppendFormatted(limits[index].Left);
                text.AppendLiteral(";t=");
                text.AppendFormatted(limits[index].ResetsIn.ToWholeSeconds());
            }
        }

        return text.ToStringAndClear();
    }

    /// <summary>Which of the limits it is; null: none counts that.</summary>
    private static int? Tightest(IReadOnlyList<LimitState> limits, LimitMeasure measure)
    {
        int? tightest = null;
        for (var index = 0; index < limits.Count; index++)
        {
            if (limits[index].Rule.Measure == measure && (tightest is not { } other || Share(limits[index]) < Share(limits[other])))
            {
                tightest = index;
            }
        }

        return tightest;
    }

    private static double Share(LimitState limit) => (double)limit.Left / limit.Rule.Limit;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan wait)
    {
        var seconds = wait.ToWholeSeconds();
        return seconds >= 0 && seconds < ShortDurations.Length ? ShortDurations[seconds] : DurationOf(seconds);
    }

    // As OpenAI writes durations: 59s, 1m0s.
    private static string DurationOf(long seconds) =>
        seconds < 60 ? $"{Text(seconds)}s" : $"{Text(seconds / 60)}m{Text(seconds % 60)}s";
}
