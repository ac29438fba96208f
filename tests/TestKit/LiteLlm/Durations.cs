using System.Globalization;
using System.Text.RegularExpressions;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Durations as the proxy reads them: one number, one unit of s, m, h, d, w, mo.</summary>
internal static partial class Durations
{
    /// <summary>The moment so long after another one; null: there is no duration.</summary>
    /// <exception cref="FormatException">It is outside the grammar.</exception>
    public static DateTimeOffset? After(string? duration, DateTimeOffset now)
    {
        if (duration is null or "" or "none" or "null")
        {
            return null;
        }

        var (number, unit) = Parse(duration);
        return unit == "mo" ? now.AddMonths(number) : now.AddSeconds((double)number * Seconds(unit));
    }

    /// <summary>When a budget that starts anew so often does it next; aligned to midnight, Monday or the first of the month.</summary>
    /// <exception cref="FormatException">It is outside the grammar.</exception>
    public static DateTimeOffset? NextReset(string? duration, DateTimeOffset now)
    {
        if (duration is null or "" or "none" or "null")
        {
            return null;
        }

        var (number, unit) = Parse(duration);
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var firstOfNextMonth = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        return (number, unit) switch
        {
            (1, "mo") or (30, "d") => firstOfNextMonth,
            (_, "mo") => throw new FormatException($"Unsupported budget duration: {duration}"),
            (7, "d") or (1, "w") => midnight.AddDays(DaysToMonday(midnight)),
            (_, "d") => midnight.AddDays(number),
            (_, "w") => midnight.AddDays(7 * number),
            _ => NextMultiple(midnight, now, number * Seconds(unit)),
        };
    }

    private static int DaysToMonday(DateTimeOffset day) => 7 - (((int)day.DayOfWeek + 6) % 7);

    private static DateTimeOffset NextMultiple(DateTimeOffset midnight, DateTimeOffset now, long seconds) =>
        midnight.AddSeconds((Math.Floor((now - midnight).TotalSeconds / seconds) + 1) * seconds);

    private static long Seconds(string unit) => unit switch { "s" => 1, "m" => 60, "h" => 3600, "d" => 86_400, _ => 604_800 };

    private static (int Number, string Unit) Parse(string duration)
    {
        var match = Grammar().Match(duration);
        return match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, match.Groups[2].Value)
            : throw new FormatException($"Invalid duration format: {duration}");
    }

    [GeneratedRegex("^([0-9]+)(mo|[smhdw])$")]
    private static partial Regex Grammar();
}
