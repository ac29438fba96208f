using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Tells of which keys the last use is to be written: of each key once in each of its minutes, the first use that is booked.</summary>
/// <remarks>
/// With many keys in use the row of another key is written for nearly every call, and nobody reads it to the second. What is
/// written is less than a minute old. Each key's minutes begin at another second, or all would be due at once whenever one
/// begins, and calls wait for their booking.
/// </remarks>
internal sealed class LastUses
{
    // As many as are remembered at the most (KeyMemory); some 12 MB. With more, some are written twice in a minute.
    private const int MostKeys = 250_000;

    private readonly Lock _turn = new();
    private readonly Dictionary<string, long> _writtenMinutes = new(StringComparer.Ordinal);

    /// <summary>The keys whose last use is to be written, with its ticks.</summary>
    /// <param name="records">The records that are being booked.</param>
    internal Dictionary<string, long> FindDue(IReadOnlyList<UsageRecord> records)
    {
        var uses = new Dictionary<string, long>(StringComparer.Ordinal);
        lock (_turn)
        {
            // Most records are of the same key as the one before.
            string? writtenKey = null;
            var writtenUntil = 0L;
            foreach (var record in records)
            {
                var (key, at) = (record.KeyId, record.StartedAt.UtcTicks);
                if (ReferenceEquals(key, writtenKey) && at < writtenUntil)
                {
                    continue;
                }

                if (_writtenMinutes.TryGetValue(key, out var minute) && MinuteOf(key, at) <= minute)
                {
                    (writtenKey, writtenUntil) = (key, ((minute + 1) * TimeSpan.TicksPerMinute) - StartOf(key));
                    continue;
                }

                uses[key] = Math.Max(uses.GetValueOrDefault(key), at);
            }
        }

        return uses;
    }

    /// <summary>These are in the database now.</summary>
    /// <param name="uses">What <see cref="FindDue"/> found.</param>
    internal void Note(Dictionary<string, long> uses)
    {
        lock (_turn)
        {
            foreach (var (key, at) in uses)
            {
                if (_writtenMinutes.Count >= MostKeys)
                {
                    _writtenMinutes.Clear();
                }

                // A call that lasted: the key may have been used since it began.
                _writtenMinutes[key] = Math.Max(_writtenMinutes.GetValueOrDefault(key), MinuteOf(key, at));
            }
        }
    }

    private static long MinuteOf(string key, long at) => (at + StartOf(key)) / TimeSpan.TicksPerMinute;

    private static long StartOf(string key) => (uint)string.GetHashCode(key, StringComparison.Ordinal) % TimeSpan.TicksPerMinute;
}
