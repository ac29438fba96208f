using AkashChat.Infrastructure.Persistence;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>One of the tables in which usage is summed up while it is booked.</summary>
internal sealed class RollUpTable
{
    /// <summary>What is added up. The tables below are made of it.</summary>
    internal static readonly string[] Sums =
        ["requests", "completed", "failed", "aborted", "partial", "cached", "priced", "prompt_tokens", "completion_tokens", "cost_micro_usd", "counted_tokens"];

    /// <summary>Each key's hours.</summary>
    internal static readonly RollUpTable Hours = new("usage_hours", TimeSpan.TicksPerHour, isByKey: true);

    /// <summary>Each key's days.</summary>
    internal static readonly RollUpTable Days = new("usage_days", TimeSpan.TicksPerDay, isByKey: true);

    /// <summary>Each team's hours, which know no person: few rows, however many keys there are.</summary>
    internal static readonly RollUpTable TeamHours = new("usage_team_hours", TimeSpan.TicksPerHour, isByKey: false);

    /// <summary>Each team's days.</summary>
    internal static readonly RollUpTable TeamDays = new("usage_team_days", TimeSpan.TicksPerDay, isByKey: false);

    /// <summary>All, in the order in which everybody writes them, so that two writers do not wait for each other. Those that all share come last.</summary>
    internal static readonly RollUpTable[] All = [Hours, Days, TeamHours, TeamDays];

    private RollUpTable(string name, long periodTicks, bool isByKey)
    {
        (Name, PeriodTicks, IsByKey) = (name, periodTicks, isByKey);
        Names = isByKey ? ["period", "key_id", "user_id", "team_id", "model"] : ["period", "team_id", "model"];
        Columns = [.. Names, .. Sums];
        Merge = $"ON CONFLICT ({string.Join(", ", Names)}) DO UPDATE SET {string.Join(", ", Sums.Select(sum => $"{sum} = {name}.{sum} + excluded.{sum}"))}";
        Upsert = $"INSERT INTO {name} ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select((_, index) => $"@p{index}"))}) {Merge}";
        UpsertOnSqlite = new SqliteInsert(name, Columns, Merge);
    }

    /// <summary>The table's name.</summary>
    internal string Name { get; }

    /// <summary>How long a period is.</summary>
    internal long PeriodTicks { get; }

    /// <summary>Whether there is a row for each key, or only for each team.</summary>
    internal bool IsByKey { get; }

    /// <summary>The columns that name a row.</summary>
    internal string[] Names { get; }

    /// <summary>All columns.</summary>
    internal string[] Columns { get; }

    /// <summary>The end of an insertion: what is there already grows.</summary>
    internal string Merge { get; }

    /// <summary>Adds to a row, or makes it.</summary>
    internal string Upsert { get; }

    /// <summary>The same for many rows on SQLite.</summary>
    internal SqliteInsert UpsertOnSqlite { get; }
}
