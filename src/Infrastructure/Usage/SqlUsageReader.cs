using AkashChat.Application.Usage;
using AkashChat.Application.Usage.GetKeyUsage;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.RollUps;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Reads a key's usage from the days that are summed up already.</summary>
internal sealed class SqlUsageReader(GatheredSums sums) : IUsageReader
{
    // PostgreSQL adds numbers up to decimals; hence the casts.
    private const string Text =
        "SELECT period, CAST(SUM(requests) AS bigint), CAST(SUM(prompt_tokens) AS bigint), CAST(SUM(completion_tokens) AS bigint), "
        + "CAST(SUM(priced) AS bigint), CAST(SUM(cost_micro_usd) AS bigint) "
        + "FROM usage_days WHERE key_id = @p0 AND period >= @p1 GROUP BY period ORDER BY period DESC";

    public async Task<IReadOnlyList<UsageDay>?> ListDaysAsync(ApiKeyId keyId, DateOnly since, CancellationToken cancellationToken)
    {
        var (opened, _) = await sums.OpenToReadAsync(cancellationToken);
        await using var database = opened;
        await using var command = database.Command(Text, keyId.Value, (long)since.DayNumber);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new List<UsageDay>();
        while (await reader.ReadAsync(cancellationToken))
        {
            long? cost = reader.GetInt64(4) > 0 ? reader.GetInt64(5) : null;
            days.Add(new UsageDay(
                DateOnly.FromDayNumber((int)reader.GetInt64(0)), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), cost));
        }

        return days;
    }
}
