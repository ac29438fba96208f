using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>What the records of a batch come to in all roll-ups. Every record is looked at once, for the finest; the others come from its sums.</summary>
/// <remarks>
/// With many keys its memory is so large that the runtime counts it with what lives long, and for every few batches would look
/// through all that does. So one is kept for the next batch.
/// </remarks>
internal sealed class RollUpBatch : IDisposable
{
    private static RollUpBatch? _spare;

    private readonly RollUpSums[] _sums = [.. RollUpTable.All.Select(table => new RollUpSums(table))];

    private RollUpBatch()
    {
    }

    /// <summary>In the order of <see cref="RollUpTable.All"/>, each with its rows in the order in which everybody writes them.</summary>
    internal IReadOnlyList<RollUpSums> Sums => _sums;

    /// <summary>Sums records up for each table.</summary>
    /// <param name="records">The records.</param>
    /// <param name="owners">The owners that exist.</param>
    internal static RollUpBatch Of(IReadOnlyList<UsageRecord> records, HashSet<Guid> owners)
    {
        var batch = Interlocked.Exchange(ref _spare, null) ?? new RollUpBatch();
        var hours = batch._sums[Array.IndexOf(RollUpTable.All, RollUpTable.Hours)];
        hours.Add(records, owners);
        foreach (var sums in batch._sums.Where(sums => sums != hours))
        {
            sums.Add(hours);
        }

        foreach (var sums in batch._sums)
        {
            sums.Sort();
        }

        return batch;
    }

    /// <summary>Nothing of it is needed any more.</summary>
    public void Dispose()
    {
        foreach (var sums in _sums)
        {
            sums.Clear();
        }

        Volatile.Write(ref _spare, this);
    }
}
