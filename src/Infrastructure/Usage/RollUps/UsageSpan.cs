namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>A time in pieces: whole days, the whole hours beside them, and what is left at both ends.</summary>
/// <param name="Days">The whole days.</param>
/// <param name="Hours">The whole hours before and after them.</param>
/// <param name="Rest">The rest, for which single records must be read.</param>
internal sealed record UsageSpan(IReadOnlyList<TickRange> Days, IReadOnlyList<TickRange> Hours, IReadOnlyList<TickRange> Rest)
{
    /// <summary>Cuts a time into pieces.</summary>
    /// <param name="span">The time.</param>
    /// <param name="recordsSince">Since when there are records, a whole hour. An hour without them counts as a whole: rather too much than too little.</param>
    internal static UsageSpan Cut(TickRange span, long recordsSince)
    {
        var from = span.From < recordsSince ? Floor(span.From, TimeSpan.TicksPerHour) : span.From;
        var to = span.To < recordsSince ? Ceiling(span.To, TimeSpan.TicksPerHour) : span.To;
        var (days, besideDays) = Cut([new TickRange(from, to)], TimeSpan.TicksPerDay);
        var (hours, rest) = Cut(besideDays, TimeSpan.TicksPerHour);
        return new UsageSpan(days, hours, rest);
    }

    /// <summary>Whether there is nothing in it.</summary>
    internal bool IsEmpty => Days.Count + Hours.Count + Rest.Count == 0;

    /// <summary>The same time without the sums of some hours, nor of their days: for these hours single records must be read.</summary>
    /// <param name="hours">The hours.</param>
    internal UsageSpan WithRecordsOf(IEnumerable<long> hours)
    {
        var open = hours.Select(hour => TickRange.Of(hour, TimeSpan.TicksPerHour)).ToList();
        var (days, ofOpenDays) = Split(Days, open.Select(hour => TickRange.Of(hour.From / TimeSpan.TicksPerDay, TimeSpan.TicksPerDay)));
        var (whole, ofOpenHours) = Split([.. Hours, .. ofOpenDays], open);
        return new UsageSpan(days, whole, [.. Rest, .. ofOpenHours]);
    }

    // What of these times is not within others, and what is.
    private static (List<TickRange> Outside, List<TickRange> Within) Split(IReadOnlyList<TickRange> ranges, IEnumerable<TickRange> others)
    {
        var (outside, within) = (ranges.ToList(), new List<TickRange>());
        foreach (var other in others)
        {
            within.AddRange(outside.Select(range => range.Within(other)));
            outside = [.. outside.SelectMany(range => new[] { range with { To = Math.Min(range.To, other.From) }, range with { From = Math.Max(range.From, other.To) } })];
            outside.RemoveAll(range => range.IsEmpty);
        }

        within.RemoveAll(range => range.IsEmpty);
        return (outside, within);
    }

    private static (List<TickRange> Whole, List<TickRange> Beside) Cut(IReadOnlyList<TickRange> ranges, long period)
    {
        var whole = new List<TickRange>();
        var beside = new List<TickRange>();
        foreach (var range in ranges)
        {
            var inner = new TickRange(Ceiling(range.From, period), Floor(range.To, period));
            if (inner.IsEmpty)
            {
                beside.Add(range);
                continue;
            }

            whole.Add(inner);
            beside.Add(range with { To = inner.From });
            beside.Add(range with { From = inner.To });
        }

        beside.RemoveAll(range => range.IsEmpty);
        return (whole, beside);
    }

    private static long Floor(long ticks, long period) => ticks / period * period;

    private static long Ceiling(long ticks, long period) => Floor(ticks + period - 1, period);
}

/// <summary>A time in ticks of UTC.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end, which does not belong to it.</param>
internal readonly record struct TickRange(long From, long To)
{
    /// <summary>Whether there is nothing in it.</summary>
    internal bool IsEmpty => From >= To;

    /// <summary>A period.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="length">How long it is, in ticks.</param>
    internal static TickRange Of(long number, long length) => new(number * length, (number + 1) * length);

    /// <summary>What of it is within another time.</summary>
    /// <param name="other">The other time.</param>
    internal TickRange Within(TickRange other) => new(Math.Max(From, other.From), Math.Min(To, other.To));
}
