using AkashChat.Domain.Usage;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>Statements that make roll-ups out of what is there already.</summary>
internal static class RollUpSql
{
    // In the order of RollUpTable.Sums.
    private static readonly string[] Counts =
    [
        "COUNT(*)",
        Count($"outcome = {(int)UsageOutcome.Completed}"),
        Count($"outcome = {(int)UsageOutcome.Failed}"),
        Count($"outcome = {(int)UsageOutcome.Aborted}"),
        Count($"outcome = {(int)UsageOutcome.Partial}"),
        Count("cached"),
        "COUNT(cost_micro_usd)",
        Whole("COALESCE(SUM(prompt_tokens), 0)"),
        Whole("COALESCE(SUM(completion_tokens), 0)"),
        Whole("COALESCE(SUM(cost_micro_usd), 0)"),
        Whole("COALESCE(SUM(counted_tokens), 0)"),
    ];

    // What there was to sum up when the roll-ups came in, and so at that point of the migrations.
    private const int FirstSums = 10;

    /// <summary>Sums up the records of an older version.</summary>
    internal static void Fill(MigrationBuilder migration)
    {
        // What a model server tells is bounded from now on, so that sums cannot overflow.
        migration.Sql(Bound("prompt_tokens", UsageRecord.MaxTokens));
        migration.Sql(Bound("completion_tokens", UsageRecord.MaxTokens));
        migration.Sql(Bound("cost_micro_usd", UsageRecord.MaxCostMicroUsd));
        foreach (var statement in FillAll(FirstSums))
        {
            migration.Sql(statement);
        }
    }

    /// <summary>Sums up all records; no row must be there yet. They are read once, the longer periods come from the shorter ones.</summary>
    internal static string[] FillAll() => FillAll(RollUpTable.Sums.Length);

    /// <summary>Sums up all records for one table; its rows must not be there yet.</summary>
    internal static string Fill(RollUpTable table) => FillFromRecords(table, Counts.Length);

    /// <summary>Fills in the tokens that count in limits, in the records of an older version and their sums.</summary>
    /// <remarks>Of cached requests whose records are deleted already too much is counted, rather than too little.</remarks>
    internal static void FillCountedTokens(MigrationBuilder migration)
    {
        const string told = "COALESCE(prompt_tokens, 0) + COALESCE(completion_tokens, 0)";
        migration.Sql($"UPDATE usage_records SET counted_tokens = {told} WHERE NOT cached AND (prompt_tokens > 0 OR completion_tokens > 0)");
        foreach (var table in RollUpTable.All)
        {
            var names = table.Names.Select(name => name == "period" ? $"started_at / {table.PeriodTicks} AS period" : name);
            migration.Sql($"UPDATE {table.Name} SET counted_tokens = prompt_tokens + completion_tokens");
            migration.Sql(
                $"UPDATE {table.Name} SET counted_tokens = {table.Name}.counted_tokens - kept.tokens "
                + $"FROM (SELECT {string.Join(", ", names)}, {Whole($"SUM({told})")} AS tokens FROM usage_records WHERE cached GROUP BY {Numbers(table)}) AS kept "
                + $"WHERE {string.Join(" AND ", table.Names.Select(name => $"{table.Name}.{name} = kept.{name}"))}");
        }
    }

    /// <summary>Moves a person's sums to nobody. The parameters are the person, nobody's user and nobody's key.</summary>
    /// <param name="table">Of which table.</param>
    /// <param name="isPostgres">Whether it is for PostgreSQL, whose own order of texts may be another one than the writer's.</param>
    internal static string[] Erase(RollUpTable table, bool isPostgres)
    {
        var collation = isPostgres ? " COLLATE \"C\"" : string.Empty;
        return
        [
            $"INSERT INTO {table.Name} (period, key_id, user_id, team_id, model, {string.Join(", ", RollUpTable.Sums)}) "
            + $"SELECT period, {{2}}, {{1}}, team_id, model, {string.Join(", ", RollUpTable.Sums.Select(sum => Whole($"SUM({sum})")))} "
            + $"FROM {table.Name} WHERE user_id = {{0}} GROUP BY period, team_id, model ORDER BY period, team_id{collation}, model{collation} {table.Merge}",
            $"DELETE FROM {table.Name} WHERE user_id = {{0}}",
        ];
    }

    /// <summary>Makes the rows of an hour anew from its records, and those of its day from its hours. For SQLite.</summary>
    /// <param name="hour">The hour, of which all records are there.</param>
    internal static string[] MakeAnew(long hour)
    {
        var (ofHour, day) = (TickRange.Of(hour, TimeSpan.TicksPerHour), hour * TimeSpan.TicksPerHour / TimeSpan.TicksPerDay);
        var records = $"WHERE started_at >= {ofHour.From} AND started_at < {ofHour.To}";

        // The tables of keys are found by key: of the whole day, those of other hours need not be looked at.
        var keys = $"key_id IN (SELECT DISTINCT key_id FROM usage_records {records})";
        var hours = TimeSpan.TicksPerDay / TimeSpan.TicksPerHour;
        var hoursOfDay = $"period >= {day * hours} AND period < {(day + 1) * hours}";
        return
        [
            $"DELETE FROM {RollUpTable.Hours.Name} WHERE {keys} AND period = {hour}",
            FillFromRecords(RollUpTable.Hours, Counts.Length, records),
            $"DELETE FROM {RollUpTable.Days.Name} WHERE {keys} AND period = {day}",
            Fill(RollUpTable.Days, RollUpTable.Hours, Counts.Length, $"WHERE {keys} AND {hoursOfDay}"),
            $"DELETE FROM {RollUpTable.TeamHours.Name} WHERE period = {hour}",
            FillFromRecords(RollUpTable.TeamHours, Counts.Length, records),
            $"DELETE FROM {RollUpTable.TeamDays.Name} WHERE period = {day}",
            Fill(RollUpTable.TeamDays, RollUpTable.TeamHours, Counts.Length, $"WHERE {hoursOfDay}"),
        ];
    }

    /// <summary>Whether an hour has as many records as its sums say, or more: 1, else 0. Sums are only ever too small.</summary>
    /// <param name="hour">The hour.</param>
    internal static string HasAllRecords(long hour)
    {
        var ofHour = TickRange.Of(hour, TimeSpan.TicksPerHour);
        return $"SELECT (SELECT COUNT(*) FROM usage_records WHERE started_at >= {ofHour.From} AND started_at < {ofHour.To}) "
            + $">= (SELECT COALESCE(SUM(requests), 0) FROM {RollUpTable.TeamHours.Name} WHERE period = {hour})";
    }

    private static string[] FillAll(int sums) =>
    [
        FillFromRecords(RollUpTable.Hours, sums),
        Fill(RollUpTable.Days, RollUpTable.Hours, sums),
        Fill(RollUpTable.TeamHours, RollUpTable.Hours, sums),
        Fill(RollUpTable.TeamDays, RollUpTable.TeamHours, sums),
    ];

    private static string FillFromRecords(RollUpTable table, int sums, string which = "") =>
        Fill(table, $"started_at / {table.PeriodTicks}", Counts[..sums], $"usage_records {which}");

    private static string Fill(RollUpTable table, RollUpTable from, int sums, string which = "") => Fill(
        table,
        $"period / {table.PeriodTicks / from.PeriodTicks}",
        [.. RollUpTable.Sums.Take(sums).Select(sum => Whole($"SUM({sum})"))],
        $"{from.Name} {which}");

    private static string Fill(RollUpTable table, string period, string[] sums, string from)
    {
        var names = table.Names.Select(name => name == "period" ? period : name);
        return $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns[..(table.Names.Length + sums.Length)])}) "
            + $"SELECT {string.Join(", ", [.. names, .. sums])} FROM {from} GROUP BY {Numbers(table)}";
    }

    // The places of the columns that name a row.
    private static string Numbers(RollUpTable table) => string.Join(", ", table.Names.Select((_, index) => index + 1));

    private static string Bound(string column, long most) => $"UPDATE usage_records SET {column} = {most} WHERE {column} > {most}";

    private static string Count(string condition) => $"COUNT(CASE WHEN {condition} THEN 1 END)";

    // PostgreSQL adds numbers up to decimals.
    private static string Whole(string sum) => $"CAST({sum} AS bigint)";
}
