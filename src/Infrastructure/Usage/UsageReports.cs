using System.Data.Common;
using AkashChat.Application.Usage;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.RollUps;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Reports from the days that are summed up already.</summary>
internal sealed class UsageReports(GatheredSums sums) : IUsageReports
{
    // PostgreSQL adds numbers up to decimals.
    private static readonly string Sums = string.Join(", ", RollUpTable.Sums.Select(sum => $"CAST(SUM({sum}) AS bigint) AS {sum}"));

    private static readonly string OfOwner =
        $"SELECT period, model, key_id, user_id, {Sums} FROM usage_days WHERE user_id = @p0 AND period >= @p1 GROUP BY period, model, key_id, user_id";

    private static readonly string OfAll =
        $"SELECT period, model, '' AS key_id, @p1 AS user_id, {Sums} FROM usage_team_days WHERE period >= @p0 GROUP BY period, model";

    // Which they are first, by two sums of all; then the other sums of those alone.
    private static readonly string DearestKeys =
        "WITH dearest AS (SELECT key_id FROM usage_days WHERE period >= @p0 GROUP BY key_id "
        + $"ORDER BY SUM(cost_micro_usd) DESC, SUM(requests) DESC, key_id LIMIT {UsageReport.MostKeys}) "
        + $"SELECT @p0 AS period, '' AS model, key_id, user_id, {Sums} FROM usage_days "
        + "WHERE period >= @p0 AND key_id IN (SELECT key_id FROM dearest) GROUP BY key_id, user_id";

    private const string DearestFirst = "ORDER BY SUM(cost_micro_usd) DESC, SUM(requests) DESC, ";

    private static readonly string DearestUsers =
        $"SELECT @p0 AS period, '' AS model, '' AS key_id, user_id, {Sums} FROM usage_days WHERE period >= @p0 GROUP BY user_id "
        + $"{DearestFirst} user_id LIMIT {UsageReport.MostKeys}";

    // A team stands where rows of other queries have their key.
    private static readonly string DearestTeams =
        $"SELECT @p0 AS period, '' AS model, team_id, @p1 AS user_id, {Sums} FROM usage_team_days WHERE period >= @p0 GROUP BY team_id "
        + $"{DearestFirst} team_id LIMIT {UsageReport.MostKeys}";

    public async Task<UsageReport> ReadAsync(UserId? owner, DateOnly since, CancellationToken cancellationToken)
    {
        var (opened, _) = await sums.OpenToReadAsync(cancellationToken);
        await using var database = opened;
        var first = (long)since.DayNumber;
        if (owner is { } user)
        {
            var rows = await ReadAsync(database.Command(OfOwner, user.Value, first), cancellationToken);
            return ReportOf(since, rows, rows);
        }

        var all = await ReadAsync(database.Command(OfAll, first, Guid.Empty), cancellationToken);
        var keys = await ReadAsync(database.Command(DearestKeys, first), cancellationToken);
        var users = await ReadAsync(database.Command(DearestUsers, first), cancellationToken);
        var teams = await ReadAsync(database.Command(DearestTeams, first, Guid.Empty), cancellationToken);
        return ReportOf(since, all, keys) with
        {
            Users = [.. users.Select(row => new UsageOfUser(OwnerOf(row.UserId), row.Counts))],
            Teams = [.. teams.Select(row => new UsageOfTeam(row.KeyId, row.Counts))],
        };
    }

    private static async Task<List<Row>> ReadAsync(DbCommand command, CancellationToken cancellationToken)
    {
        await using var owned = command;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new Row(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetGuid(3), CountsOf(reader, 4)));
        }

        return rows;
    }

    // In the order of RollUpTable.Sums.
    private static UsageCounts CountsOf(DbDataReader reader, int first) => new(
        Requests: reader.GetInt64(first),
        Completed: reader.GetInt64(first + 1),
        Failed: reader.GetInt64(first + 2),
        Aborted: reader.GetInt64(first + 3),
        Partial: reader.GetInt64(first + 4),
        Cached: reader.GetInt64(first + 5),
        PromptTokens: reader.GetInt64(first + 7),
        CompletionTokens: reader.GetInt64(first + 8),
        CostMicroUsd: reader.GetInt64(first + 6) > 0 ? reader.GetInt64(first + 9) : null);

    private static UsageReport ReportOf(DateOnly since, List<Row> rows, List<Row> keys) => new(
        since,
        [.. Group(rows, row => row.Period).Select(day => new UsageOfDay(DateOnly.FromDayNumber((int)day.Name), day.Counts)).OrderByDescending(day => day.Day)],
        [
            .. Group(rows, row => row.Model).Select(model => new UsageOfModel(model.Name, model.Counts))
                .OrderByDescending(model => model.Counts.CostMicroUsd ?? 0).ThenByDescending(model => model.Counts.Requests)
                .ThenBy(model => model.Model, StringComparer.Ordinal),
        ],
        [
            .. Group(keys, row => (row.KeyId, row.UserId)).Select(key => new UsageOfKey(key.Name.KeyId, OwnerOf(key.Name.UserId), key.Counts))
                .OrderByDescending(key => key.Counts.CostMicroUsd ?? 0).ThenByDescending(key => key.Counts.Requests)
                .ThenBy(key => key.KeyId, StringComparer.Ordinal),
        ]);

    private static UserId? OwnerOf(Guid userId) => userId == Guid.Empty ? null : new UserId(userId);

    private static IEnumerable<(TName Name, UsageCounts Counts)> Group<TName>(List<Row> rows, Func<Row, TName> name) =>
        rows.GroupBy(name).Select(group => (group.Key, group.Aggregate(UsageCounts.None, (sum, row) => sum.Plus(row.Counts))));

    private sealed record Row(long Period, string Model, string KeyId, Guid UserId, UsageCounts Counts);
}
