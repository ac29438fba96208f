using AkashChat.Application.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.RollUps;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Sums what is booked: whole days and hours from the roll-ups, the rest from the records, in one statement and so of one moment.</summary>
internal sealed class UsageTotals(GatheredSums sums, UsageOptions options, TimeProvider clock) : IUsageTotals
{
    private const string Records = "usage_records";

    // PostgreSQL adds numbers up to decimals.
    private static readonly string Sums = string.Join(
        ", ", new[] { "requests", "prompt_tokens", "completion_tokens", "counted_tokens", "cost_micro_usd" }.Select(sum => $"CAST(COALESCE(SUM({sum}), 0) AS bigint)"));

    public async Task<UsageTotal> SumAsync(
        UsageSubject subject, string? model, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        (await ReadAsync(subject, model, from, to, byModel: false, cancellationToken)).Aggregate(default(UsageTotal), (sum, row) => sum.Plus(row.Total));

    public Task<IReadOnlyList<(string Model, UsageTotal Total)>> SumByModelAsync(
        UsageSubject subject, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        ReadAsync(subject, null, from, to, byModel: true, cancellationToken);

    private async Task<IReadOnlyList<(string Model, UsageTotal Total)>> ReadAsync(
        UsageSubject subject, string? model, DateTimeOffset from, DateTimeOffset to, bool byModel, CancellationToken cancellationToken)
    {
        var recordsSince = (options.KeptSince(clock.GetUtcNow()) ?? DateOnly.MinValue).ToDateTime(TimeOnly.MinValue).Ticks;
        var whole = UsageSpan.Cut(new TickRange(from.UtcTicks, to.UtcTicks), recordsSince);
        if (whole.IsEmpty)
        {
            return [];
        }

        var (opened, openHours) = await sums.OpenToReadAsync(cancellationToken);
        await using var database = opened;
        var (parts, values) = Parts(subject, model, whole.WithRecordsOf(openHours.Where(hour => hour * TimeSpan.TicksPerHour >= recordsSince)));
        var text = byModel ? $"SELECT model, {Sums} FROM ({parts}) AS parts GROUP BY model" : $"SELECT '', {Sums} FROM ({parts}) AS parts";
        await using var command = database.Command(text, [.. values]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(string, UsageTotal)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetString(0), new UsageTotal(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5))));
        }

        return rows;
    }

    private static (string Text, List<object> Values) Parts(UsageSubject subject, string? model, UsageSpan span)
    {
        var values = new List<object>();
        var value = ValueOf(subject);
        var parts = new List<string>();
        foreach (var range in span.Days)
        {
            Add(IsOfPerson(subject) ? RollUpTable.Days : RollUpTable.TeamDays, range);
        }

        foreach (var range in span.Hours)
        {
            Add(IsOfPerson(subject) ? RollUpTable.Hours : RollUpTable.TeamHours, range);
        }

        foreach (var range in span.Rest)
        {
            AddPart("1 AS requests", Records, "started_at", range.From, range.To);
        }

        return (string.Join(" UNION ALL ", parts), values);

        void Add(RollUpTable table, TickRange range) =>
            AddPart("requests", table.Name, "period", range.From / table.PeriodTicks, range.To / table.PeriodTicks);

        void AddPart(string requests, string table, string time, long first, long end)
        {
            var conditions = $"{time} >= {Parameter(first)} AND {time} < {Parameter(end)}";
            conditions += value is null ? string.Empty : $" AND {ConditionOf(subject.Kind, table, Parameter(value))}";
            conditions += model is null ? string.Empty : $" AND model = {Parameter(model)}";
            parts.Add($"SELECT model, {requests}, prompt_tokens, completion_tokens, counted_tokens, cost_micro_usd FROM {table} WHERE {conditions}");
        }

        string Parameter(object parameter)
        {
            values.Add(parameter);
            return $"@p{values.Count - 1}";
        }
    }

    private static bool IsOfPerson(UsageSubject subject) => subject.Kind is UsageSubjectKind.Key or UsageSubjectKind.User;

    // Single records are found by their owner.
    private static string ConditionOf(UsageSubjectKind kind, string table, string parameter) => kind switch
    {
        UsageSubjectKind.Key when table == Records => $"key_id = {parameter} AND user_id = (SELECT user_id FROM api_keys WHERE id = {parameter})",
        UsageSubjectKind.Key => $"key_id = {parameter}",
        UsageSubjectKind.User => $"user_id = {parameter}",
        _ => $"team_id = {parameter}",
    };

    private static object? ValueOf(UsageSubject subject) => subject.Kind switch
    {
        UsageSubjectKind.Service => null,
        UsageSubjectKind.User => Guid.Parse(subject.Id),
        _ => subject.Id,
    };
}
