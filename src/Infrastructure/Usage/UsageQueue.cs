using System.Threading.Channels;
using AkashChat.Application.Usage;
using AkashChat.Domain.Usage;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Holds usage records between the requests that made them and the one writer that saves them.</summary>
internal sealed partial class UsageQueue(ILogger<UsageQueue> logger) : IUsageSink
{
    /// <summary>About a minute of a thousand requests a second; some 15 MB when full.</summary>
    internal const int Capacity = 65_536;

    private readonly Channel<UsageRecord> _channel = Channel.CreateBounded<UsageRecord>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _dropped;

    internal ChannelReader<UsageRecord> Reader => _channel.Reader;

    public void Record(UsageRecord record)
    {
        if (!_channel.Writer.TryWrite(record) && Interlocked.Increment(ref _dropped) is var dropped && long.IsPow2(dropped))
        {
            // At 1, 2, 4, 8 …: heard at once, never a flood.
            Log.Dropped(logger, dropped);
        }
    }

    internal void Complete() => _channel.Writer.TryComplete();

    private static partial class Log
    {
        [LoggerMessage(4000, LogLevel.Error, "The usage queue is full: {Dropped} records are lost since the start")]
        public static partial void Dropped(ILogger logger, long dropped);
    }
}
