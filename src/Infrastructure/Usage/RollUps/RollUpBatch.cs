using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>What the records of a batch come to in one roll-up.</summary>
/// <remarks>Every record is looked at once, for the finest roll-up; the others come from its sums.</remarks>
internal sealed class RollUpBatch
{
    private readonly RollUpTable _table;
    private readonly Dictionary<RollUpGroup, long[]> _sums = [];
    private RollUpGroup _lastGroup;
    private long[]? _last;

    private RollUpBatch(RollUpTable table) => _table = table;

    /// <summary>How many rows of it there are.</summary>
    internal int Count => _sums.Count;

    /// <summary>Sums records up for each table.</summary>
    /// <param name="records">The records.</param>
    /// <param name="owners">The owners that exist.</param>
    /// <returns>In the order of <see cref="RollUpTable.All"/>.</returns>
    internal static IEnumerable<(RollUpTable Table, RollUpBatch Batch)> ForAll(IReadOnlyList<UsageRecord> records, HashSet<Guid> owners)
    {
        var hours = Of(records, owners);
        foreach (var table in RollUpTable.All)
        {
            yield return (table, table == hours._table ? hours : Of(hours, table));
        }
    }

    /// <summary>The rows with their sums, in the order in which everybody writes them.</summary>
    internal (RollUpGroup[] Groups, long[][] Sums) InOrder()
    {
        RollUpGroup[] groups = [.. _sums.Keys];
        long[][] sums = [.. _sums.Values];
        Array.Sort(groups, sums);
        return (groups, sums);
    }

    private static RollUpBatch Of(IReadOnlyList<UsageRecord> records, HashSet<Guid> owners)
    {
        var batch = new RollUpBatch(RollUpTable.Hours);
        foreach (var record in records)
        {
            Add(batch.Find(RollUpGroup.Of(record, owners.Contains(record.UserId))), record);
        }

        return batch;
    }

    private static RollUpBatch Of(RollUpBatch hours, RollUpTable table)
    {
        var batch = new RollUpBatch(table);
        foreach (var (group, sum) in hours._sums)
        {
            var whole = batch.Find(group.In(table));
            for (var index = 0; index < sum.Length; index++)
            {
                whole[index] += sum[index];
            }
        }

        return batch;
    }

    // Most records are of the same row as the one before.
    private long[] Find(in RollUpGroup group)
    {
        if (_last is not null && group.Equals(_lastGroup))
        {
            return _last;
        }

        if (!_sums.TryGetValue(group, out var sum))
        {
            _sums.Add(group, sum = new long[RollUpTable.Sums.Length]);
        }

        (_lastGroup, _last) = (group, sum);
        return sum;
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
}
