using System.Globalization;

namespace AkashChat.Web.Common;

/// <summary>Numbers and spans of time in words.</summary>
public static class Spell
{
    /// <summary>A number with its noun: <c>1 model</c>, <c>2 models</c>.</summary>
    public static string Count(long number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? string.Empty : "s")}");

    /// <summary>A span in its largest fitting unit, rounded: <c>4 days</c>, <c>3 hours</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => Count(Whole(span.TotalDays), "day"),
        { TotalHours: >= 1 } => Count(Whole(span.TotalHours), "hour"),
        { TotalMinutes: >= 1 } => Count(Whole(span.TotalMinutes), "minute"),
        _ => Count(Math.Max(0, Whole(span.TotalSeconds)), "second"),
    };

    /// <summary>A number with commas between its thousands: <c>12,345</c>.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A day as all read it alike: <c>2026-11-09</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Money, with as many digits as it needs but at least two: <c>$12.50</c>, <c>$0.000125</c>.</summary>
    public static string Usd(long microUsd) => string.Create(CultureInfo.InvariantCulture, $"${microUsd / 1_000_000m:#,##0.00####}");

    private static long Whole(double number) => (long)Math.Round(number, MidpointRounding.AwayFromZero);

    /// <summary>A number of bytes in mebibytes, rounded down.</summary>
    public static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");
}
