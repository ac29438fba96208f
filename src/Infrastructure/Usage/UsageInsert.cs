using System.Data.Common;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.RollUps;
using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Adds usage records to the database, past EF: the gateway alone need not load its model.</summary>
internal static class UsageInsert
{
    /// <summary>The columns, in the order in which <see cref="Fill"/> writes their values.</summary>
    internal static readonly string[] Columns =
    [
        "id", "key_id", "user_id", "team_id", "started_at", "route", "model", "asked_model", "deployment_id", "served_model", "attempts",
        "cached", "streamed", "status", "outcome", "prompt_tokens", "completion_tokens", "counted_tokens", "cost_micro_usd",
        "latency_microseconds", "first_byte_microseconds",
    ];

    private static readonly SqliteInsert OnSqlite = new("usage_records", Columns);

    // A commit may have taken effect though it was reported as failed.
    private static readonly string Text =
        $"INSERT INTO usage_records ({string.Join(", ", Columns)}) "
        + $"VALUES ({string.Join(", ", Columns.Select((_, index) => $"@p{index}"))}) ON CONFLICT (started_at, id) DO NOTHING";

    /// <summary>Adds records of which none is there yet; what they come to is the caller's to add.</summary>
    /// <param name="transaction">Where to.</param>
    /// <param name="records">The records.</param>
    /// <param name="owners">The owners that exist; the records of others keep neither owner nor key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DbException">One is there already, among others.</exception>
    internal static async Task AddNewUsageAsync(
        this DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken)
    {
        if (transaction.Connection is SqliteConnection sqlite)
        {
            // In the order of their time each one goes to the end of what is there.
            var ordered = InOrder(records);
            OnSqlite.Execute(sqlite, Rows(ordered, owners).GivingWay(records.Count), records.Count, GiveWay.RowsAtOnce(records.Count));
        }
        else
        {
            await UsageCopy.CopyAsync(transaction.Connection!, Rows(records, owners).GivingWay(records.Count), cancellationToken);
        }
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

    /// <summary>Writes a record's values into a row, as EF's model has them. A test compares the two.</summary>
    /// <param name="row">The row.</param>
    /// <param name="record">The record.</param>
    /// <param name="hasOwner">Whether its owner still exists.</param>
    internal static void Fill(ColumnValue[] row, UsageRecord record, bool hasOwner)
    {
        row[0] = record.Id;
        row[1] = hasOwner ? record.KeyId : UsageRecord.ErasedKeyId;
        row[2] = hasOwner ? record.UserId : Guid.Empty;
        row[3] = record.TeamId;
        row[4] = record.StartedAt.UtcTicks;
        row[5] = record.Route;
        row[6] = record.Model;
        row[7] = record.AskedModel;
        row[8] = record.DeploymentId;
        row[9] = record.ServedModel;
        row[10] = record.Attempts;
        row[11] = record.Cached;
        row[12] = record.Streamed;
        row[13] = record.Status;
        row[14] = (int)record.Outcome;
        row[15] = record.PromptTokens;
        row[16] = record.CompletionTokens;
        row[17] = record.CountedTokens;
        row[18] = record.CostMicroUsd;
        row[19] = record.LatencyMicroseconds;
        row[20] = record.FirstByteMicroseconds;
    }

    // In the same array every time.
    private static IEnumerable<ColumnValue[]> Rows(IReadOnlyList<UsageRecord> records, HashSet<Guid> owners)
    {
        var row = new ColumnValue[Columns.Length];
        foreach (var record in records)
        {
            Fill(row, record, owners.Contains(record.UserId));
            yield return row;
        }
    }

    private static UsageRecord[] InOrder(IReadOnlyList<UsageRecord> records)
    {
        UsageRecord[] ordered = [.. records];
        Array.Sort(Array.ConvertAll(ordered, record => record.StartedAt.UtcTicks), ordered);
        return ordered;
    }
}
