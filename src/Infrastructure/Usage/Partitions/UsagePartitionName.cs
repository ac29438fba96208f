using System.Globalization;

namespace AkashChat.Infrastructure.Usage.Partitions;

/// <summary>The names of the tables that each hold one day of usage records on PostgreSQL.</summary>
internal static class UsagePartitionName
{
    /// <summary>The table of records for whose day there is none.</summary>
    internal const string Default = "usage_records_default";

    private const string Prefix = "usage_records_";
    private const string Form = "yyyyMMdd";

    /// <summary>The name for a day.</summary>
    internal static string Of(DateOnly day) => Prefix + day.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The day of a name; null: it is another table's.</summary>
    internal static DateOnly? DayOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && DateOnly.TryParseExact(name.AsSpan(Prefix.Length), Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
