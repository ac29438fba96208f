using System.Threading.Channels;
using AkashChat.Application.Usage;
using AkashChat.Domain.Usage;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Holds usage records between the requests that made them and the one writer that saves them.</summary>
internal sealed partial class UsageQueue(UnbookedUsage unbooked, UsageMetrics metrics, ILogger<UsageQueue> logger) : IUsageSink
{
    /// <summary>About a minute of a thousand requests a second; some 15 MB when full.</summary>
    internal const int Capacity = 65_536;

    private readonly Channel<UsageRecord> _channel = Channel.CreateBounded<UsageRecord>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _dropped;
    private volatile bool _isComplete;

    internal ChannelReader<UsageRecord> Reader => _channel.Reader;

    public ValueTask BeginAsync(OpenCall call)
    {
        unbooked.Begin(call);
        return ValueTask.CompletedTask;
    }

    public void Record(UsageRecord record)
    {
        unbooked.End(record);

        // At the process' end nobody reads any more: it stays among what is owed, and so in the journal, for the next start.
        if (!_channel.Writer.TryWrite(record) && !_isComplete)
        {
            Drop(record);
        }
    }

    internal void Complete()
    {
        _isComplete = true;
        _channel.Writer.TryComplete();
    }

    private void Drop(UsageRecord record)
    {
        unbooked.Forget(record);
        metrics.NoteLost();

        // At 1, 2, 4, 8 …: heard at once, never a flood.
        if (Interlocked.Increment(ref _dropped) is var dropped && long.IsPow2(dropped))
        {
            Log.Dropped(logger, dropped);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4000, LogLevel.Error, "The usage queue is full: {Dropped} records are lost since the start")]
        public static partial void Dropped(ILogger logger, long dropped);
    }
}
