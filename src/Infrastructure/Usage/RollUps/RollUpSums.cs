using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>What the records of a batch come to in one roll-up.</summary>
/// <param name="table">The roll-up.</param>
internal sealed class RollUpSums(RollUpTable table)
{
    private static readonly int Width = RollUpTable.Sums.Length;

    private readonly Dictionary<RollUpGroup, int> _places = [];
    private RollUpGroup[] _groups = [];
    private int[] _order = [];
    private long[] _values = [];
    private int _last = -1;

    /// <summary>The roll-up.</summary>
    internal RollUpTable Table => table;

    /// <summary>How many rows of it there are.</summary>
    internal int Count => _places.Count;

    /// <summary>Sums records up.</summary>
    /// <param name="records">The records.</param>
    /// <param name="owners">The owners that exist.</param>
    internal void Add(IEnumerable<UsageRecord> records, HashSet<Guid> owners)
    {
        foreach (var record in records)
        {
            Add(ValuesOf(RollUpGroup.Of(record, owners.Contains(record.UserId))), record);
        }
    }

    /// <summary>Sums the rows of a finer roll-up up.</summary>
    /// <param name="finer">The finer one, not yet sorted.</param>
    internal void Add(RollUpSums finer)
    {
        for (var place = 0; place < finer.Count; place++)
        {
            var whole = ValuesOf(finer._groups[place].In(table));
            var part = finer._values.AsSpan(place * Width, Width);
            for (var index = 0; index < Width; index++)
            {
                whole[index] += part[index];
            }
        }
    }

    /// <summary>Sorts the rows: everybody writes them in the same order. Nothing can be added any more.</summary>
    internal void Sort() => Array.Sort(_groups, _order, 0, Count);

    /// <summary>A row.</summary>
    /// <param name="number">Its number, from 0.</param>
    internal (RollUpGroup Group, ReadOnlyMemory<long> Values) this[int number] => (_groups[number], _values.AsMemory(_order[number] * Width, Width));

    /// <summary>Forgets the batch, and keeps its memory for the next.</summary>
    internal void Clear()
    {
        _groups.AsSpan(0, Count).Clear();
        _values.AsSpan(0, Count * Width).Clear();
        _places.Clear();
        _last = -1;
    }

    // Most records are of the same row as the one before.
    private Span<long> ValuesOf(in RollUpGroup group)
    {
        if (_last < 0 || !group.Equals(_groups[_last]))
        {
            _last = PlaceOf(group);
        }

        return _values.AsSpan(_last * Width, Width);
    }

    private int PlaceOf(in RollUpGroup group)
    {
        var count = Count;
        if (!_places.TryAdd(group, count))
        {
            return _places[group];
        }

        if (count == _groups.Length)
        {
            var larger = Math.Max(8, 2 * count);
            Array.Resize(ref _groups, larger);
            Array.Resize(ref _order, larger);
            Array.Resize(ref _values, larger * Width);
        }

        (_groups[count], _order[count]) = (group, count);
        return count;
    }

    // In the order of RollUpTable.Sums.
    private static void Add(Span<long> sum, UsageRecord record)
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
