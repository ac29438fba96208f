using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Tells of which keys the last use is to be written: in each minute, of each key the first use that is booked.</summary>
/// <remarks>
/// With many keys in use the row of another key is written for nearly every call, and nobody reads it to the second. What is
/// written is right to the minute.
/// </remarks>
internal sealed class LastUses
{
    // Some 3 MB. With more keys within a minute some are written twice.
    private const int MostKeys = 100_000;

    private readonly Lock _turn = new();
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private long _minute;

    /// <summary>The keys whose last use is to be written, with its ticks.</summary>
    /// <param name="records">The records that are being booked.</param>
    internal Dictionary<string, long> FindDue(IReadOnlyList<UsageRecord> records)
    {
        var uses = new Dictionary<string, long>(StringComparer.Ordinal);
        lock (_turn)
        {
            var nextMinute = (_minute + 1) * TimeSpan.TicksPerMinute;
            string? writtenKey = null;
            foreach (var record in records)
            {
                var (key, at) = (record.KeyId, record.StartedAt.UtcTicks);
                if (at < nextMinute && (ReferenceEquals(key, writtenKey) || _written.Contains(key)))
                {
                    writtenKey = key;
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
                var minute = at / TimeSpan.TicksPerMinute;
                if (minute > _minute || _written.Count >= MostKeys)
                {
                    _written.Clear();
                    _minute = Math.Max(_minute, minute);
                }

                // A call that lasted: the key may have been used since it began.
                if (minute == _minute)
                {
                    _written.Add(key);
                }
            }
        }
    }
}
