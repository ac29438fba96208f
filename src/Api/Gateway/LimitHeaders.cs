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
        if (Tightest(decision.Limits, LimitMeasure.Requests) is { } requests)
        {
            headers[LimitRequests] = Text(requests.Rule.Limit);
            headers[RemainingRequests] = Text(requests.Left);
            headers[ResetRequests] = Duration(requests.ResetsIn);
        }

        if (Tightest(decision.Limits, LimitMeasure.Tokens) is { } tokens)
        {
            headers[LimitTokens] = Text(tokens.Rule.Limit);
            headers[RemainingTokens] = Text(tokens.Left);
            headers[ResetTokens] = Duration(tokens.ResetsIn);
        }

        WriteFields(headers, decision.Limits);
        if (decision.Refusal is { Kind: Domain.Common.ErrorKind.RateLimited, RetryAfter.TotalSeconds: > LongestWait })
        {
            headers[ShouldRetry] = "false";
        }
    }

    private static void WriteFields(IHeaderDictionary headers, IReadOnlyList<LimitState> limits)
    {
        var policy = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[FieldLength]);
        var left = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[FieldLength]);
        var isFirst = true;
        for (var index = 0; index < limits.Count; index++)
        {
            var limit = limits[index];
            if (limit.Rule.Window is not { } window)
            {
                continue;
            }

            var start = isFirst ? "\"" : ", \"";
            var name = PolicyName.Of(limit);
            isFirst = false;
            Append(ref policy, start, name, "\";q=", limit.Rule.Limit, ";w=", (long)window.Length.TotalSeconds);
            policy.AppendLiteral(UnitOf(limit.Rule.Measure));
            Append(ref left, start, name, "\";r=", limit.Left, ";t=", limit.ResetsIn.ToWholeSeconds());
        }

        var (ofPolicy, ofLeft) = (policy.ToStringAndClear(), left.ToStringAndClear());
        if (!isFirst)
        {
            headers[Policy] = ofPolicy;
            headers[Left] = ofLeft;
        }
    }

    private static void Append(
        ref DefaultInterpolatedStringHandler text, string start, string name, string first, long firstNumber, string second, long secondNumber)
    {
        text.AppendLiteral(start);
        text.AppendLiteral(name);
        text.AppendLiteral(first);
        text.AppendFormatted(firstNumber);
        text.AppendLiteral(second);
        text.AppendFormatted(secondNumber);
    }

    private static string UnitOf(LimitMeasure measure) => measure switch
    {
        LimitMeasure.Tokens => ";qu=\"tokens\"",
        LimitMeasure.Money => ";qu=\"micro-usd\"",
        _ => string.Empty,
    };

    private static LimitState? Tightest(IReadOnlyList<LimitState> limits, LimitMeasure measure)
    {
        LimitState? tightest = null;
        for (var index = 0; index < limits.Count; index++)
        {
            if (limits[index] is var limit && limit.Rule.Measure == measure && (tightest is null || Share(limit) < Share(tightest)))
            {
                tightest = limit;
            }
        }

        return tightest;
    }

    private static double Share(LimitState limit) => (double)limit.Left / limit.Rule.Limit;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // As OpenAI writes durations: 59s, 1m0s.
    private static string Duration(TimeSpan wait)
    {
        var seconds = wait.ToWholeSeconds();
        return seconds < 60 ? $"{Text(seconds)}s" : $"{Text(seconds / 60)}m{Text(seconds % 60)}s";
    }
}
