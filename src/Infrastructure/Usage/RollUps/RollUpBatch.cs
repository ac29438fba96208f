using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>What the records of a batch come to in all roll-ups. Every record is looked at once, for the finest; the others come from its sums.</summary>
/// <remarks>
/// With many keys its memory is so large that the runtime counts it with what lives long, and for every few batches would look
/// through all that does. So one is kept for the next batch, unless it holds very much.
/// </remarks>
internal sealed class RollUpBatch : IDisposable
{
    private const int MostKept = 10_000;

    private static readonly int HoursPlace = Array.IndexOf(RollUpTable.All, RollUpTable.Hours);

    private static RollUpBatch? _spare;

    private readonly RollUpSums[] _sums = [.. RollUpTable.All.Select(table => new RollUpSums(table))];

    private RollUpBatch()
    {
    }

    /// <summary>In the order of <see cref="RollUpTable.All"/>, each with its rows in the order in which everybody writes them.</summary>
    internal IReadOnlyList<RollUpSums> Sums => _sums;

    /// <summary>How many rows of <see cref="RollUpTable.Hours"/> there are.</summary>
    internal int Count => Hours.Count;

    private RollUpSums Hours => _sums[HoursPlace];

    /// <summary>An empty one.</summary>
    internal static RollUpBatch Take() => Interlocked.Exchange(ref _spare, null) ?? new RollUpBatch();

    /// <summary>Sums records up for each table.</summary>
    /// <param name="records">The records.</param>
    /// <param name="owners">The owners that exist.</param>
    internal static RollUpBatch Of(IReadOnlyList<UsageRecord> records, HashSet<Guid> owners)
    {
        var batch = Take();
        batch.Add(records, owners);
        batch.Complete();
        return batch;
    }

    /// <summary>Sums more records up.</summary>
    /// <param name="records">The records.</param>
    /// <param name="owners">The owners that exist.</param>
    internal void Add(IEnumerable<UsageRecord> records, HashSet<Guid> owners) => Hours.Add(records, owners);

    /// <summary>Sums up for the other tables as well. Nothing can be added any more.</summary>
    internal void Complete()
    {
        foreach (var sums in _sums.Where(sums => sums != Hours))
        {
            sums.Add(Hours);
        }

        foreach (var sums in _sums)
        {
            sums.Sort();
        }
    }

    /// <summary>Nothing of it is needed any more.</summary>
    public void Dispose()
    {
        if (Count > MostKept)
        {
            return;
        }

        foreach (var sums in _sums)
        {
            sums.Clear();
        }

        Volatile.Write(ref _spare, this);
    }
}
