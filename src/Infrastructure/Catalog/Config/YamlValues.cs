using System.Globalization;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Numbers, times, switches and prices, as values of a mapping.</summary>
internal static class YamlValues
{
    // A day. Longer waits than that are slips, and timers have an end of their own.
    private const double MaxSeconds = 86_400;

    /// <summary>A number between two bounds; the lower one itself counts if <paramref name="mayEqual"/>.</summary>
    public static double? Number(this YamlObject place, string key, double least, bool mayEqual, double most = 1e9)
    {
        if (place.Text(key) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number <= most && (number > least || (mayEqual && number >= least)))
        {
            return number;
        }

        place.PlaceOf(key).Fault(string.Create(CultureInfo.InvariantCulture, $"{key} is not a number {(mayEqual ? "of at least" : "above")} {least} and at most {most}"));
        return null;
    }

    /// <summary>A whole number between two bounds.</summary>
    public static long? Whole(this YamlObject place, string key, long least, long most)
    {
        if (place.Text(key) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsInteger(number) && number >= least && number <= most)
        {
            return (long)number;
        }

        place.PlaceOf(key).Fault($"{key} is not a whole number of at least {least} and at most {most}");
        return null;
    }

    /// <summary>A time in seconds; 0 counts if <paramref name="mayBeZero"/>.</summary>
    public static TimeSpan? Seconds(this YamlObject place, string key, bool mayBeZero = false) =>
        place.Number(key, 0, mayBeZero, MaxSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Yes or no, in any of YAML's ways.</summary>
    public static bool? Flag(this YamlObject place, string key)
    {
        switch (place.Text(key)?.ToUpperInvariant())
        {
            case null:
                return null;
            case "TRUE" or "YES" or "ON":
                return true;
            case "FALSE" or "NO" or "OFF":
                return false;
            default:
                place.PlaceOf(key).Fault($"{key} is neither true nor false");
                return null;
        }
    }

    /// <summary>One of several words.</summary>
    public static string? Word(this YamlObject place, string key, params IReadOnlyCollection<string> words)
    {
        var text = place.Text(key);
        if (text is null || words.Contains(text))
        {
            return text;
        }

        place.PlaceOf(key).Fault($"{key} is none of {string.Join(", ", words)}");
        return null;
    }

    /// <summary>A price of one token in US dollars, in the units of <see cref="TokenPrice"/>; finer digits than those are rounded.</summary>
    public static long? Price(this YamlObject place, string key)
    {
        if (place.Text(key) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var dollars) && dollars is >= 0 and <= TokenPrice.MaxUsd)
        {
            return (long)decimal.Round(dollars * TokenPrice.FemtoUsdPerUsd, MidpointRounding.AwayFromZero);
        }

        place.PlaceOf(key).Fault($"{key} is not a price in US dollars of at least 0 and at most {TokenPrice.MaxUsd} for one token, such as 1.5e-07");
        return null;
    }
}
