using System.Globalization;
using AkashChat.Domain.Keys;
using AkashChat.Web.Common;

namespace AkashChat.Web.Pages.Account.Keys;

/// <summary>A key's own limits as the form has them: texts, of which an empty one leaves the limit to the team.</summary>
public sealed class LimitsForm
{
    /// <summary>The choice of all models that the team allows.</summary>
    public const string AllModels = "all";

    /// <summary>The choice of the ticked models alone.</summary>
    public const string TheseModels = "these";

    private const decimal MicroPerUsd = 1_000_000m;
    private const decimal MaxUsd = 1_000_000_000m;

    /// <summary>Requests open at the same moment.</summary>
    public string? ParallelRequests { get; set; }

    /// <summary>Requests that begin within a minute.</summary>
    public string? RequestsPerMinute { get; set; }

    /// <summary>Tokens within a minute.</summary>
    public string? TokensPerMinute { get; set; }

    /// <summary>Money within a calendar month, in US dollars.</summary>
    public string? BudgetUsd { get; set; }

    /// <summary>The last day on which the key works, in UTC.</summary>
    public string? EndsAt { get; set; }

    /// <summary><see cref="AllModels"/> or <see cref="TheseModels"/>.</summary>
    public string? Which { get; set; }

    /// <summary>The ticked models.</summary>
    public string[] Models { get; set; } = [];

    /// <summary>The form as a key has it now.</summary>
    public static LimitsForm Of(KeyCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        var own = card.Key.OwnLimits;
        return new LimitsForm
        {
            ParallelRequests = own.ParallelRequests?.ToString(CultureInfo.InvariantCulture),
            RequestsPerMinute = own.RequestsPerMinute?.ToString(CultureInfo.InvariantCulture),
            TokensPerMinute = own.TokensPerMinute?.ToString(CultureInfo.InvariantCulture),
            BudgetUsd = (own.BudgetMicroUsd / MicroPerUsd)?.ToString("0.00####", CultureInfo.InvariantCulture),
            EndsAt = LastDayOf(card),
            Which = own.Models is null ? AllModels : TheseModels,
            Models = [.. own.Models ?? []],
        };
    }

    /// <summary>Reads the form.</summary>
    /// <param name="card">The key.</param>
    /// <param name="faults">What is wrong, by field; empty: nothing.</param>
    internal (KeyLimits Limits, DateTimeOffset? End) Read(KeyCard card, out IReadOnlyDictionary<string, string[]> faults)
    {
        var team = card.Policy.Limits;
        var reader = new FaultList();
        var limits = new KeyLimits
        {
            ParallelRequests = reader.Whole("parallelRequests", ParallelRequests, team.ParallelRequests),
            RequestsPerMinute = reader.Whole("requestsPerMinute", RequestsPerMinute, team.RequestsPerMinute),
            TokensPerMinute = reader.Whole("tokensPerMinute", TokensPerMinute, team.TokensPerMinute),
            BudgetMicroUsd = Budget(reader, team.BudgetMicroUsd),
            Models = ChosenModels(reader),
        };
        var end = End(reader, card);
        faults = reader.Faults;
        return (limits, end);
    }

    private static string? LastDayOf(KeyCard card) =>
        card is { EndIsChosen: true, Key.ExpiresAt: { } end } ? Spell.Day(DateOnly.FromDateTime(end.UtcDateTime.AddTicks(-1))) : null;

    private long? Budget(FaultList faults, long? most)
    {
        if (string.IsNullOrWhiteSpace(BudgetUsd))
        {
            return null;
        }

        if (!decimal.TryParse(BudgetUsd.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd)
            || usd > MaxUsd || decimal.Truncate(usd * MicroPerUsd) != usd * MicroPerUsd)
        {
            return faults.Add<long>("budgetUsd", "Write an amount in US dollars such as 2.50, or leave it empty.");
        }

        var microUsd = (long)(usd * MicroPerUsd);
        return microUsd > most ? faults.Add<long>("budgetUsd", $"At most {Spell.Usd(most.Value)}, as your team has it.") : microUsd;
    }

    private IReadOnlyList<string>? ChosenModels(FaultList faults)
    {
        if (Which != TheseModels)
        {
            return null;
        }

        if (Models.Length == 0)
        {
            faults.Add<int>("models", "Choose at least one model, or all.");
        }

        return [.. Models.Distinct(StringComparer.Ordinal)];
    }

    // A key ends with its last day, and the same day again means the same end, to the moment; the latest end may lie within a day.
    private DateTimeOffset? End(FaultList faults, KeyCard card)
    {
        if (string.IsNullOrWhiteSpace(EndsAt))
        {
            return null;
        }

        if (EndsAt == LastDayOf(card))
        {
            return card.Key.ExpiresAt;
        }

        if (!DateOnly.TryParseExact(EndsAt, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day == DateOnly.MaxValue)
        {
            return faults.Add<DateTimeOffset>("endsAt", "Write a day such as 2026-12-31, or leave it empty.");
        }

        var latest = card.Key.LatestEnd;
        if (latest is { } known && day > DateOnly.FromDateTime(known.UtcDateTime))
        {
            return faults.Add<DateTimeOffset>("endsAt", $"At the latest {Spell.Day(DateOnly.FromDateTime(known.UtcDateTime))}.");
        }

        return KeyPolicy.Earlier(new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), latest);
    }

    private sealed class FaultList
    {
        private readonly Dictionary<string, string[]> _faults = new(StringComparer.Ordinal);

        public IReadOnlyDictionary<string, string[]> Faults => _faults;

        public T? Add<T>(string field, string fault)
            where T : struct
        {
            _faults[field] = [fault];
            return null;
        }

        public int? Whole(string field, string? text, int? most)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return null;
            }

            return !int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? Add<int>(field, "Write a whole number, or leave it empty.")
                : number > most ? Add<int>(field, $"At most {Spell.Number(most.Value)}, as your team has it.")
                : number;
        }
    }
}
