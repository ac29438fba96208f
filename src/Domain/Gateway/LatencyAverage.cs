namespace AkashChat.Domain.Gateway;

/// <summary>An average of durations in which the newest weigh most (EWMA): after ten seconds of silence one sample counts for two thirds.</summary>
internal sealed class LatencyAverage
{
    private const double DecaySeconds = 10;

    private readonly Lock _lock = new();
    private double _microseconds = double.NaN;
    private long _at;

    /// <summary>The average in microseconds; NaN: no sample, or none within the last minute, so that whoever was slow once is tried again.</summary>
    public double At(long now) => now - Volatile.Read(ref _at) > TimeSpan.TicksPerMinute ? double.NaN : Volatile.Read(ref _microseconds);

    /// <summary>Takes a sample.</summary>
    /// <param name="microseconds">The duration.</param>
    /// <param name="now">The moment, in ticks.</param>
    public void Add(double microseconds, long now)
    {
        lock (_lock)
        {
            if (double.IsNaN(_microseconds))
            {
                Volatile.Write(ref _microseconds, microseconds);
            }
            else
            {
                // Under load samples come close together; each must still move the average a little.
                var share = Math.Max(0.05, 1 - Math.Exp(-(now - _at) / (double)TimeSpan.TicksPerSecond / DecaySeconds));
                Volatile.Write(ref _microseconds, _microseconds + (share * (microseconds - _microseconds)));
            }

            Volatile.Write(ref _at, now);
        }
    }
}
