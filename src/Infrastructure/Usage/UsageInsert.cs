using System.Data.Common;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.RollUps;
using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Adds usage records to the database, past EF: the gateway alone need not load its model.</summary>
internal static class UsageInsert
{
    /// <summary>The columns with their values, as EF's model has them. A test compares the two.</summary>
    internal static readonly (string Name, Func<UsageRecord, ColumnValue> Value)[] Columns =
    [
        ("id", static record => record.Id),
        ("key_id", static record => record.KeyId),
        ("user_id", static record => record.UserId),
        ("team_id", static record => record.TeamId),
        ("started_at", static record => record.StartedAt.UtcTicks),
        ("route", static record => record.Route),
        ("model", static record => record.Model),
        ("asked_model", static record => record.AskedModel),
        ("deployment_id", static record => record.DeploymentId),
        ("served_model", static record => record.ServedModel),
        ("attempts", static record => record.Attempts),
        ("cached", static record => record.Cached),
        ("streamed", static record => record.Streamed),
        ("status", static record => record.Status),
        ("outcome", static record => (int)record.Outcome),
        ("prompt_tokens", static record => record.PromptTokens),
        ("completion_tokens", static record => record.CompletionTokens),
        ("counted_tokens", static record => record.CountedTokens),
        ("cost_micro_usd", static record => record.CostMicroUsd),
        ("latency_microseconds", static record => record.LatencyMicroseconds),
        ("first_byte_microseconds", static record => record.FirstByteMicroseconds),
    ];

    private static readonly int KeyColumn = Array.FindIndex(Columns, column => column.Name == "key_id");
    private static readonly int UserColumn = Array.FindIndex(Columns, column => column.Name == "user_id");

    // A commit may have taken effect though it was reported as failed.
    private static readonly string Text =
        $"INSERT INTO usage_records ({string.Join(", ", Columns.Select(column => column.Name))}) "
        + $"VALUES ({string.Join(", ", Columns.Select((_, index) => $"@p{index}"))}) ON CONFLICT (started_at, id) DO NOTHING";

    /// <summary>Adds records of which none is there yet, and what they come to in the roll-ups.</summary>
    /// <param name="transaction">Where to.</param>
    /// <param name="records">The records.</param>
    /// <param name="owners">The owners that exist; the records of others keep neither owner nor key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DbException">One is there already, among others.</exception>
    internal static async Task AddNewUsageAsync(
        this DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken)
    {
        if (transaction.Connection is SqliteConnection)
        {
            // It has no faster way, and looks at each row by itself anyway.
            await transaction.AddUsageAsync(records, owners, cancellationToken);
            return;
        }

        await UsageCopy.CopyAsync(transaction.Connection!, Rows(records, owners).GivingWay(records.Count), cancellationToken);
        await transaction.AddToRollUpsAsync(records, owners, cancellationToken);
    }

    /// <summary>Adds those of the records that are not there yet, and what they come to in the roll-ups.</summary>
    /// <param name="transaction">Where to.</param>
    /// <param name="records">The records.</param>
    /// <param name="owners">The owners that exist; the records of others keep neither owner nor key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task AddUsageAsync(
        this DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken)
    {
        var added = await transaction.ExecuteForEachAsync(Text, Rows(records, owners).GivingWay(records.Count), cancellationToken);
        await transaction.AddToRollUpsAsync([.. records.Where((_, index) => added[index])], owners, cancellationToken);
        var replacing = await transaction.TakeEstimatesBackAsync(records.Where((_, index) => !added[index]), owners, cancellationToken);
        if (replacing.Count > 0)
        {
            await transaction.AddUsageAsync(replacing, owners, cancellationToken);
        }
    }

    // In the same array every time.
    private static IEnumerable<ColumnValue[]> Rows(IReadOnlyList<UsageRecord> records, HashSet<Guid> owners)
    {
        var row = new ColumnValue[Columns.Length];
        foreach (var record in records)
        {
            for (var index = 0; index < row.Length; index++)
            {
                row[index] = Columns[index].Value(record);
            }

            if (!owners.Contains(record.UserId))
            {
                row[KeyColumn] = UsageRecord.ErasedKeyId;
                row[UserColumn] = Guid.Empty;
            }

            yield return row;
        }
    }
}
