using System.Globalization;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Says which limit forbids a request: what is used, what is left, what was asked, and when that changes.</summary>
internal static class LimitRefusals
{
    // Nobody knows when an open request ends; a second is a wait that neither hammers nor dawdles.
    private static readonly TimeSpan ParallelWait = TimeSpan.FromSeconds(1);

    /// <summary>Why the request may not begin; null: it may.</summary>
    public static Error? Find(IReadOnlyList<LimitState> states, DateTimeOffset now) => WorstOf(states) is { } worst ? Describe(worst, now) : null;

    /// <summary>The limit that is hit; of several the one that stays so the longest. Null: none is.</summary>
    public static LimitState? WorstOf(IReadOnlyList<LimitState> states)
    {
        LimitState? worst = null;
        for (var index = 0; index < states.Count; index++)
        {
            var state = states[index];
            if (state.IsHit && (worst is null || Wait(state) > Wait(worst)))
            {
                worst = state;
            }
        }

        return worst;
    }

    private static TimeSpan Wait(LimitState state) => state.RetryIn ?? TimeSpan.MaxValue;

    private static Error Describe(LimitState state, DateTimeOffset now)
    {
        var rule = state.Rule;
        if ((state.RetryIn ?? UntilRaised(rule, now)) is not { } wait)
        {
            return LimitErrors.BeyondLimit with
            {
                Message = $"{Who(state)} may {Verb(rule)} {Amount(rule.Measure, rule.Limit)}{Within(rule)}, and this request alone asks for up to {Amount(rule.Measure, state.Asked)}.",
            };
        }

        var used = $"{Who(state)} may {Verb(rule)} {Amount(rule.Measure, rule.Limit)}{Within(rule)}; {Number(rule.Measure, state.Used)} are {Past(rule.Measure)}, "
            + (state.Left == 0 ? "none is left" : $"{Number(rule.Measure, state.Left)} are left, this request asks for up to {Number(rule.Measure, state.Asked)}");
        if (rule.Window is not { } window)
        {
            return LimitErrors.ParallelRequests with { Message = used + ", until one of them is answered.", RetryAfter = ParallelWait };
        }

        return ErrorOf(rule.Measure) with
        {
            Message = used + (window.IsRolling
                ? $", and enough of it counts no more at {Time(now + wait)}."
                : $", and the {Period(window)} ends at {Time(now + wait)}."),
            RetryAfter = wait,
        };
    }

    // Nothing is allowed at all: the request is not to blame, and the next period is the first moment at which that may change.
    private static TimeSpan? UntilRaised(LimitRule rule, DateTimeOffset now) => rule switch
    {
        { Limit: > 0 } or { Window: null } => null,
        { Window: { IsRolling: true } window } => window.Length,
        { Window: { } window } => TimeSpan.FromTicks(window.PeriodAt(now).End - now.UtcTicks),
    };

    private static Error ErrorOf(LimitMeasure measure) => measure switch
    {
        LimitMeasure.Requests => LimitErrors.Requests,
        LimitMeasure.Tokens => LimitErrors.Tokens,
        _ => LimitErrors.Budget,
    };

    private static string Who(LimitState state) => state.Rule.Level switch
    {
        LimitLevel.Key => "This key",
        LimitLevel.User => "This account, with all its keys,",
        LimitLevel.Team => $"The team {state.Counter.Subject}, with all its accounts,",
        LimitLevel.Model => $"All callers of {state.Counter.Subject} together",
        _ => "All callers together",
    } + (state.Rule.Model is { } model && state.Rule.Level != LimitLevel.Model ? $" with {model}" : string.Empty);

    private static string Verb(LimitRule rule) => rule.Measure switch
    {
        LimitMeasure.Parallel => "have",
        LimitMeasure.Requests => "begin",
        LimitMeasure.Tokens => "use",
        _ => "spend",
    };

    private static string Past(LimitMeasure measure) => measure switch
    {
        LimitMeasure.Parallel => "open",
        LimitMeasure.Money => "spent or reserved",
        LimitMeasure.Tokens => "used or reserved",
        _ => "used",
    };

    private static string Amount(LimitMeasure measure, long amount) => Number(measure, amount) + measure switch
    {
        LimitMeasure.Tokens => " tokens",
        LimitMeasure.Money => string.Empty,
        _ => " requests",
    };

    private static string Number(LimitMeasure measure, long amount) => measure == LimitMeasure.Money
        ? string.Create(CultureInfo.InvariantCulture, $"{amount / 1_000_000m:0.######} USD")
        : amount.ToString(CultureInfo.InvariantCulture);

    private static string Within(LimitRule rule)
    {
        if (rule.Window is not { } window)
        {
            return " open at the same moment";
        }

        var period = Period(window);
        return window.IsRolling ? $" within any {period}" : char.IsAsciiDigit(period[0]) ? $" every {period}" : $" a {period}";
    }

    private static string Period(LimitWindow window) => window.ToString() switch
    {
        "1mo" => "month",
        "1w" => "week",
        "1d" => "day",
        "1h" => "hour",
        "1m" => "minute",
        "1s" => "second",
        var length => length,
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
