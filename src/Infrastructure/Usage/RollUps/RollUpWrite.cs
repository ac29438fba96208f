using System.Data.Common;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>Adds booked records to the roll-ups: one statement for each distinct row, however many records it takes in.</summary>
internal static class RollUpWrite
{
    /// <summary>Adds them.</summary>
    /// <param name="transaction">The transaction in which the records were booked.</param>
    /// <param name="records">Those that were really added, and none that were there already.</param>
    /// <param name="owners">The owners that exist.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static Task AddToRollUpsAsync(
        this DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken) =>
        WriteAsync(transaction, records, owners, sign: 1, cancellationToken);

    /// <summary>Takes them out again.</summary>
    /// <param name="transaction">The transaction in which the records were deleted.</param>
    /// <param name="records">Those that were really there.</param>
    /// <param name="owners">The owners that exist.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static Task TakeFromRollUpsAsync(
        this DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken) =>
        WriteAsync(transaction, records, owners, sign: -1, cancellationToken);

    private static async Task WriteAsync(
        DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, int sign, CancellationToken cancellationToken)
    {
        foreach (var table in records.Count > 0 ? RollUpTable.All : [])
        {
            await transaction.ExecuteForEachAsync(table.Upsert, Rows(table, records, owners, sign).GivingWay(records.Count), cancellationToken);
        }
    }

    // With the values of RollUpTable.Columns, in the same array every time.
    private static IEnumerable<ColumnValue[]> Rows(RollUpTable table, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, int sign)
    {
        var sums = new Dictionary<RollUpGroup, long[]>();
        foreach (var record in records)
        {
            var group = RollUpGroup.Of(table, record, owners.Contains(record.UserId));
            if (!sums.TryGetValue(group, out var sum))
            {
                sums.Add(group, sum = new long[RollUpTable.Sums.Length]);
            }

            Add(sum, record);
        }

        var row = new ColumnValue[table.Columns.Length];
        foreach (var (group, sum) in sums.OrderBy(pair => pair.Key))
        {
            Name(row, table, group);
            for (var index = 0; index < sum.Length; index++)
            {
                row[table.Names.Length + index] = sign * sum[index];
            }

            yield return row;
        }
    }

    // In the order of RollUpTable.Sums.
    private static void Add(long[] sum, UsageRecord record)
    {
        sum[0]++;
        sum[1] += record.Outcome == UsageOutcome.Completed ? 1 : 0;
        sum[2] += record.Outcome == UsageOutcome.Failed ? 1 : 0;
        sum[3] += record.Outcome == UsageOutcome.Aborted ? 1 : 0;
        sum[4] += record.Outcome == UsageOutcome.Partial ? 1 : 0;
        sum[5] += record.Cached ? 1 : 0;
        sum[6] += record.CostMicroUsd is null ? 0 : 1;
        sum[7] += record.PromptTokens ?? 0;
        sum[8] += record.CompletionTokens ?? 0;
        sum[9] += record.CostMicroUsd ?? 0;
        sum[10] += record.CountedTokens ?? 0;
    }

    // In the order of RollUpTable.Names.
    private static void Name(ColumnValue[] row, RollUpTable table, RollUpGroup group)
    {
        if (table.IsByKey)
        {
            (row[0], row[1], row[2], row[3], row[4]) = (group.Period, group.KeyId, group.UserId, group.TeamId, group.Model);
        }
        else
        {
            (row[0], row[1], row[2]) = (group.Period, group.TeamId, group.Model);
        }
    }
}
