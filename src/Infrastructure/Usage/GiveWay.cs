using AkashChat.Infrastructure.Persistence;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Lets the thread that serves the sockets go first while usage is booked.</summary>
/// <remarks>
/// With one processor, a request that comes in the middle of a batch would wait for nearly the whole of it: the system lets a
/// thread that has its turn run on for a millisecond or more. A large batch tells that the process is busy; booking that gave
/// way then would fall behind.
/// </remarks>
internal static class GiveWay
{
    private const int ManyRecords = UsageWriter.BatchSize / 2;

    /// <summary>How many rows may be written before others go first: one takes up to 18 µs, when little of what it needs is in the processor's caches.</summary>
    /// <param name="records">How many records are in the batch.</param>
    internal static int RowsAtOnce(int records) => records < ManyRecords ? SqliteInsert.FewRows : SqliteInsert.MostRows;

    /// <summary>Between two steps.</summary>
    /// <param name="records">How many records are in the batch.</param>
    internal static void Now(int records)
    {
        if (records < ManyRecords)
        {
            Thread.Yield();
        }
    }

    /// <summary>Between the rows of a step, and behind the last.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="records">How many records are in the batch.</param>
    internal static IEnumerable<ColumnValue[]> GivingWay(this IEnumerable<ColumnValue[]> rows, int records)
    {
        var count = 0;
        foreach (var row in rows)
        {
            yield return row;
            if (++count % SqliteInsert.FewRows == 0)
            {
                Now(records);
            }
        }

        Now(records);
    }
}
