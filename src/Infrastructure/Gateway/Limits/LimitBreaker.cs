using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>Knows whether Redis is worth asking. A few failures in a row, and nobody waits for it until a probe was answered.</summary>
internal sealed partial class LimitBreaker(string policy, TimeProvider clock, ILogger logger)
{
    private const int Tolerated = 3;

    private int _failures;
    private int _isAway;
    private long _since;

    /// <summary>Whether nobody asks.</summary>
    public bool IsAway => Volatile.Read(ref _isAway) != 0;

    /// <summary>It answered.</summary>
    public void NoteAnswer()
    {
        if (Volatile.Read(ref _failures) != 0)
        {
            Volatile.Write(ref _failures, 0);
        }
    }

    /// <summary>It did not answer.</summary>
    public void NoteFailure(string reason)
    {
        if (Interlocked.Increment(ref _failures) < Tolerated || Interlocked.Exchange(ref _isAway, 1) != 0)
        {
            return;
        }

        _since = clock.GetTimestamp();
        Log.Away(logger, reason, policy);
    }

    /// <summary>The probe was answered, and all that waited is booked.</summary>
    public void NoteBack()
    {
        Volatile.Write(ref _failures, 0);
        if (Interlocked.Exchange(ref _isAway, 0) != 0)
        {
            Log.Back(logger, (long)clock.GetElapsedTime(_since).TotalMilliseconds);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3250, LogLevel.Warning, "Redis does not keep the limits any more ({Reason}): {Policy}")]
        public static partial void Away(ILogger logger, string reason, string policy);

        [LoggerMessage(3251, LogLevel.Warning, "Redis keeps the limits again after {Milliseconds} ms, and what was used meanwhile is booked")]
        public static partial void Back(ILogger logger, long milliseconds);
    }
}
