using AkashChat.Application.Usage;
using AkashChat.Application.Usage.GetKeyUsage;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Adds usage up in the database.</summary>
internal sealed class SqlUsageReader(AppDbContext database) : IUsageReader
{
    public async Task<IReadOnlyList<UsageDay>?> ListDaysAsync(ApiKeyId keyId, DateOnly since, CancellationToken cancellationToken)
    {
        // Times are ticks, and whole numbers divide to whole numbers on both databases: the day of a time is a quotient.
        // PostgreSQL adds numbers up to decimals; hence the casts.
        var from = since.ToDateTime(TimeOnly.MinValue).Ticks;
        var rows = await database.Database.SqlQuery<Row>($"""
            SELECT started_at / {TimeSpan.TicksPerDay} AS "Day", COUNT(*) AS "Requests",
                CAST(COALESCE(SUM(prompt_tokens), 0) AS bigint) AS "PromptTokens",
                CAST(COALESCE(SUM(completion_tokens), 0) AS bigint) AS "CompletionTokens",
                CAST(SUM(cost_micro_usd) AS bigint) AS "CostMicroUsd"
            FROM usage_records
            WHERE key_id = {keyId.Value} AND started_at >= {from}
            GROUP BY 1
            ORDER BY 1 DESC
            """).ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.ToDay())];
    }

    private sealed record Row(long Day, long Requests, long PromptTokens, long CompletionTokens, long? CostMicroUsd)
    {
        internal UsageDay ToDay() => new(DateOnly.FromDayNumber((int)Day), Requests, PromptTokens, CompletionTokens, CostMicroUsd);
    }
}
