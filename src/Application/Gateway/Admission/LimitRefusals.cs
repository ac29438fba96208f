using System.Globalization;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Tells whether a key may begin one more request, and if not, which limit forbids it: what is used, what is left, and when that changes.</summary>
internal static class LimitRefusals
{
    // Nobody knows when an open request ends; a second is a wait that neither hammers nor dawdles.
    private static readonly TimeSpan ParallelWait = TimeSpan.FromSeconds(1);

    /// <summary>The limit that is used up; of several the one that stays so the longest. Null: the request may begin.</summary>
    public static Error? Find(KeyStanding standing)
    {
        var limits = standing.Limits;
        if (limits.BudgetMicroUsd is { } budget && standing.SpentMicroUsd is { } spent && spent >= budget)
        {
            return LimitErrors.Budget with
            {
                Message = $"This key may spend {Dollars(budget)} a month; {Dollars(spent)} are spent, none is left, and the month ends at {Time(standing.MonthEndsAt)}.",
                RetryAfter = standing.MonthEndsAt - standing.TakenAt,
            };
        }

        if (limits.RequestsPerMinute is { } requests && standing.Requests >= requests)
        {
            return LimitErrors.RequestsPerMinute with
            {
                Message = $"This key may begin {requests} requests a minute; {standing.Requests} are used, none is left, and the minute ends at {Time(standing.MinuteEndsAt)}.",
                RetryAfter = standing.MinuteLeft,
            };
        }

        if (limits.TokensPerMinute is { } tokens && standing.Tokens >= tokens)
        {
            return LimitErrors.TokensPerMinute with
            {
                Message = $"This key may use {tokens} tokens a minute; {standing.Tokens} are used, none is left, and the minute ends at {Time(standing.MinuteEndsAt)}.",
                RetryAfter = standing.MinuteLeft,
            };
        }

        return limits.ParallelRequests is { } parallel && standing.OpenRequests >= parallel
            ? LimitErrors.ParallelRequests with
            {
                Message = $"This key may have {parallel} requests open at the same moment; {standing.OpenRequests} are open, none is left, until one of them is answered.",
                RetryAfter = ParallelWait,
            }
            : null;
    }

    private static string Dollars(long microUsd) => string.Create(CultureInfo.InvariantCulture, $"{microUsd / 1_000_000m:0.######} USD");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
