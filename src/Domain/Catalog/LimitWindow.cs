using System.Globalization;

namespace AkashChat.Domain.Catalog;

/// <summary>The time that a limit holds for: a period of the calendar (UTC), or the last so many seconds at any moment.</summary>
/// <remarks>
/// Both follow from the clock alone, so that all instances agree on them and a restart changes nothing. A rolling window is cut
/// into <see cref="Slots"/> slots, and a slot counts until the whole of it is out of the window: never too little is counted,
/// at most a slot too long.
/// </remarks>
/// <param name="Length">How long it is; months have 30 days where they roll.</param>
/// <param name="IsMonth">Whether it is a month of the calendar; else periods begin at multiples of the length, weeks on Mondays.</param>
/// <param name="IsRolling">Whether it rolls.</param>
public readonly record struct LimitWindow(TimeSpan Length, bool IsMonth, bool IsRolling)
{
    /// <summary>Into how many slots a rolling window is cut.</summary>
    public const int Slots = 24;

    /// <summary>A minute of the clock.</summary>
    public static readonly LimitWindow Minute = new(TimeSpan.FromMinutes(1), false, false);

    /// <summary>A month of the calendar.</summary>
    public static readonly LimitWindow Month = new(MonthLength, true, false);

    // 0001-01-01, where ticks begin, was a Monday in this calendar: multiples of seven days begin on Mondays.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static TimeSpan MonthLength => TimeSpan.FromDays(30);

    /// <summary>The length of a slot of a rolling window, in ticks.</summary>
    public long SlotTicks => Length.Ticks / Slots;

    /// <summary>Reads a length as LiteLLM writes it: <c>30s</c>, <c>15m</c>, <c>1h</c>, <c>1d</c>, <c>1w</c>, <c>1mo</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isRolling">Whether the window rolls.</param>
    /// <returns>Null: it is not one, shorter than a second or longer than a year.</returns>
    public static LimitWindow? Parse(string text, bool isRolling)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 1 || !int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
        {
            return null;
        }

        var unit = text[digits..] switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            "w" => TimeSpan.FromDays(7),
            "mo" when count == 1 || isRolling => MonthLength,
            _ => TimeSpan.Zero,
        };
        return unit == TimeSpan.Zero || count > Longest / unit ? null : new LimitWindow(unit * count, text[digits..] == "mo" && !isRolling, isRolling);
    }

    /// <summary>The period of the calendar that a moment belongs to, both ends in ticks of UTC.</summary>
    /// <param name="now">The moment.</param>
    public (long Start, long End) PeriodAt(DateTimeOffset now)
    {
        var ticks = now.UtcTicks;
        if (!IsMonth)
        {
            var start = ticks - (ticks % Length.Ticks);
            return (start, start + Length.Ticks);
        }

        var utc = now.UtcDateTime;
        var month = new DateTime(utc.Year, utc.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return (month.Ticks, month.AddMonths(1).Ticks);
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString()
    {
        var (count, unit) = IsMonth ? (1L, "mo") : Length.Ticks switch
        {
            var ticks when ticks % (7 * TimeSpan.TicksPerDay) == 0 => (ticks / (7 * TimeSpan.TicksPerDay), "w"),
            var ticks when ticks % TimeSpan.TicksPerDay == 0 => (ticks / TimeSpan.TicksPerDay, "d"),
            var ticks when ticks % TimeSpan.TicksPerHour == 0 => (ticks / TimeSpan.TicksPerHour, "h"),
            var ticks when ticks % TimeSpan.TicksPerMinute == 0 => (ticks / TimeSpan.TicksPerMinute, "m"),
            var ticks => (ticks / TimeSpan.TicksPerSecond, "s"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }
}
