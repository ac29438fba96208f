using StackExchange.Redis;

namespace AkashChat.Infrastructure.Usage.Shared;

/// <summary>The stream, as one of the consumers that book it sees it.</summary>
internal sealed class UsageStream(IConnectionMultiplexer redis, UsageKeys keys, SharedUsage shared)
{
    private const int BatchSize = 500;

    // A batch that a consumer took and did not book within this time is booked by another one. If both do, it is booked once.
    private static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private IDatabase Database => redis.GetDatabase();

    /// <summary>Takes the next entries.</summary>
    internal Task<StreamEntry[]> ReadAsync() => WithGroupAsync(() =>
        Database.StreamReadGroupAsync(keys.Stream, UsageKeys.Group, shared.Instance, StreamPosition.NewMessages, BatchSize));

    /// <summary>Takes entries that a consumer took and did not book, be it this one.</summary>
    internal Task<StreamEntry[]> ReadAbandonedAsync() => WithGroupAsync(async () =>
    {
        var claimed = await Database.StreamAutoClaimAsync(
            keys.Stream, UsageKeys.Group, shared.Instance, (long)Abandoned.TotalMilliseconds, StreamPosition.Beginning, BatchSize);
        return claimed.ClaimedEntries;
    });

    /// <summary>Takes entries out that are booked.</summary>
    internal Task RemoveAsync(IReadOnlyList<StreamEntry> entries) =>
        Database.ScriptEvaluateAsync(UsageScripts.Booked, [keys.Stream], [UsageKeys.Group, .. entries.Select(entry => entry.Id)]);

    /// <summary>Strikes consumers off that are no more and left nothing.</summary>
    internal async Task ForgetConsumersAsync()
    {
        foreach (var consumer in await Database.StreamConsumerInfoAsync(keys.Stream, UsageKeys.Group))
        {
            if (consumer.PendingMessageCount == 0 && consumer.IdleTimeInMilliseconds > Forgotten.TotalMilliseconds)
            {
                await Database.StreamDeleteConsumerAsync(keys.Stream, UsageKeys.Group, consumer.Name);
            }
        }
    }

    private async Task<StreamEntry[]> WithGroupAsync(Func<Task<StreamEntry[]>> read)
    {
        try
        {
            return await read();
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            await CreateGroupAsync();
            return await read();
        }
    }

    private async Task CreateGroupAsync()
    {
        try
        {
            await Database.StreamCreateConsumerGroupAsync(keys.Stream, UsageKeys.Group, StreamPosition.Beginning, createStream: true);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another instance was faster.
        }
    }
}
