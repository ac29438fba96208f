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
    internal static async Task AddToRollUpsAsync(
        this DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken)
    {
        foreach (var table in RollUpTable.All)
        {
            var rows = Rows(table, records, owners);
            await transaction.ExecuteForEachAsync(table.Upsert, rows, cancellationToken);
        }
    }

    /// <summary>The rows that the records make, with the values of <see cref="RollUpTable.Columns"/>.</summary>
    internal static IEnumerable<object?[]> Rows(RollUpTable table, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners)
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

        return sums.OrderBy(pair => pair.Key).Select(pair => RowOf(table, pair.Key, pair.Value));
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

    private static object?[] RowOf(RollUpTable table, RollUpGroup group, long[] sum)
    {
        var names = table.IsByKey
            ? new object?[] { group.Period, group.KeyId, group.UserId, group.TeamId, group.Model }
            : [group.Period, group.TeamId, group.Model];
        return [.. names, .. sum.Cast<object?>()];
    }
}
