using System.Globalization;
using AkashChat.Application.Usage;

namespace AkashChat.Web.Common;

/// <summary>A bar for each day, for an inline SVG. The table beside it has the numbers.</summary>
/// <param name="Title">What is counted.</param>
/// <param name="Bars">The bars, the oldest first; days without a request among them.</param>
/// <param name="Sum">All days together, in words.</param>
/// <param name="Highest">The highest day, in words.</param>
public sealed record UsageChart(string Title, IReadOnlyList<UsageBar> Bars, string Sum, string Highest)
{
    /// <summary>How high the highest bar is.</summary>
    public const double Height = 100;

    /// <summary>How far bars are apart.</summary>
    public const double Step = 10;

    private const double Gap = 2;
    private const double Least = 1.5;

    /// <summary>How wide all bars are together.</summary>
    public double Width => Bars.Count * Step;

    /// <summary>The charts of a report: requests, tokens, and cost if any is known.</summary>
    /// <param name="report">The report.</param>
    /// <param name="today">Its last day.</param>
    public static IEnumerable<UsageChart> Of(UsageReport report, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(report);
        var total = report.Total;
        yield return Of("Requests", report, today, counts => counts.Requests, Spell.Number, total);
        yield return Of("Tokens", report, today, counts => counts.PromptTokens + counts.CompletionTokens, Spell.Number, total);
        if (total.CostMicroUsd is not null)
        {
            yield return Of("Cost", report, today, counts => counts.CostMicroUsd ?? 0, Spell.Usd, total);
        }
    }

    /// <summary>A number as SVG takes it.</summary>
    public static string Svg(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static UsageChart Of(
        string title, UsageReport report, DateOnly today, Func<UsageCounts, long> value, Func<long, string> spell, UsageCounts total)
    {
        var values = report.Days.ToDictionary(day => day.Day, day => value(day.Counts));
        var highest = values.Values.DefaultIfEmpty().Max();
        var bars = new List<UsageBar>();
        for (var day = report.Since; day <= today; day = day.AddDays(1))
        {
            var amount = values.GetValueOrDefault(day);
            var height = amount == 0 ? 0 : Math.Max(Least, Height * amount / highest);
            bars.Add(new UsageBar(day, (bars.Count * Step) + (Gap / 2), Step - Gap, height, spell(amount)));
        }

        return new UsageChart(title, bars, spell(value(total)), spell(highest));
    }
}

/// <summary>The bar of a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Left">Where it begins.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Height">How high it is.</param>
/// <param name="Text">Its value in words.</param>
public sealed record UsageBar(DateOnly Day, double Left, double Width, double Height, string Text);
