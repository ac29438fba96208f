using System.Globalization;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;

namespace AkashChat.Web.Common;

/// <summary>Where a limit stands, in words and as a bar.</summary>
/// <param name="State">The limit.</param>
/// <param name="Now">The time.</param>
public sealed record LimitMeter(LimitState State, DateTimeOffset Now)
{
    // From here on it is worth a look.
    private const double Much = 0.8;

    /// <summary>What is limited.</summary>
    public string Name => Nouns(State.Rule.Measure) + Within(State.Rule.Window);

    /// <summary>The model that alone is counted; null: all are.</summary>
    public string? Model => State.Rule.Level == LimitLevel.Model ? State.Counter.Subject : State.Rule.Model;

    /// <summary>What is used, in words.</summary>
    public string UsedInWords => State.Rule.Measure == LimitMeasure.Parallel ? $"{Used} of {Limit} open now" : $"{Used} of {Limit} used";

    /// <summary>What is left, in words.</summary>
    public string LeftInWords => State.Rule.Measure == LimitMeasure.Parallel ? $"{Left} free" : $"{Left} left";

    /// <summary>Whose use counts together.</summary>
    public string Whose => State.Rule.Level switch
    {
        LimitLevel.Key => "This key",
        LimitLevel.User => "Your account, with all its keys",
        LimitLevel.Team => $"Your team {State.Counter.Subject}, with all its accounts",
        LimitLevel.Model => $"All callers of {State.Counter.Subject}",
        _ => "The whole service, with all its callers",
    };

    /// <summary>How much there is.</summary>
    public string Limit => Amount(State.Rule.Limit);

    /// <summary>How much is used.</summary>
    public string Used => Amount(State.Used);

    /// <summary>How much is left.</summary>
    public string Left => Amount(State.Left);

    /// <summary>How full it is, from 0 to 100.</summary>
    public string Percent => (100 * Share).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>The class of its bar.</summary>
    public string Class => State.Left == 0 ? "meter__bar--full" : Share >= Much ? "meter__bar--much" : "meter__bar--fair";

    /// <summary>When all of it is there again, in whole minutes and never too early; null: as soon as requests end, or nothing is used.</summary>
    public DateTimeOffset? ResetsAt => State.ResetsIn > TimeSpan.Zero && State.Used > 0 ? ToWholeMinute(Now + State.ResetsIn) : null;

    private double Share => State.Rule.Limit <= 0 ? 1 : Math.Clamp((double)State.Used / State.Rule.Limit, 0, 1);

    /// <summary>What a measure counts.</summary>
    public static string Nouns(LimitMeasure measure) => measure switch
    {
        LimitMeasure.Parallel => "Requests at the same time",
        LimitMeasure.Requests => "Requests",
        LimitMeasure.Tokens => "Tokens",
        _ => "Budget",
    };

    /// <summary>An amount of a measure.</summary>
    public static string Amount(LimitMeasure measure, long amount) => measure == LimitMeasure.Money ? Spell.Usd(amount) : Spell.Number(amount);

    private static DateTimeOffset ToWholeMinute(DateTimeOffset moment) =>
        moment.AddTicks((TimeSpan.TicksPerMinute - (moment.UtcTicks % TimeSpan.TicksPerMinute)) % TimeSpan.TicksPerMinute);

    private string Amount(long amount) => Amount(State.Rule.Measure, amount);

    private static string Within(LimitWindow? window) => window?.ToString() switch
    {
        null => string.Empty,
        "1s" => " a second",
        "1m" => " a minute",
        "1h" => " an hour",
        "1d" => " a day",
        "1w" => " a week",
        "1mo" => " a month",
        var length => $" every {length}",
    } + (window is { IsRolling: true } ? ", at any moment" : string.Empty);
}
