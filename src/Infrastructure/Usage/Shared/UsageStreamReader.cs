using AkashChat.Domain.Usage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Usage.Shared;

/// <summary>Books what is on the stream. An entry leaves it after the commit: whoever is killed in between leaves it to another one.</summary>
internal sealed partial class UsageStreamReader(
    UsageStream stream, UsageLedger ledger, UsageOptions options, ILogger<UsageStreamReader> logger) : BackgroundService
{
    private static readonly TimeSpan EmptyPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RoundsOfOthers = TimeSpan.FromSeconds(5);

    private long _lookedAt = TimeProvider.System.GetTimestamp();
    private volatile bool _isStopping;

    /// <summary>Stopped after the writer of the records: what it put on the stream is booked, if there is time.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        if (ExecuteTask is { } running)
        {
            await ((Task)running).WaitAsync(options.LastTime, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                // Read first: what came before the stop was asked for is then among it.
                var isStopping = _isStopping;
                if (!await BookNextAsync(stoppingToken))
                {
                    if (isStopping)
                    {
                        return;
                    }

                    await Task.Delay(EmptyPause, TimeProvider.System, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                // Whoever writes to it tells that it is away.
                if (_isStopping)
                {
                    return;
                }

                await Task.Delay(RetryPause, TimeProvider.System, stoppingToken);
            }
        }
    }

    private async Task<bool> BookNextAsync(CancellationToken stoppingToken)
    {
        var entries = await stream.ReadAsync();
        if (TimeProvider.System.GetElapsedTime(_lookedAt) > RoundsOfOthers)
        {
            _lookedAt = TimeProvider.System.GetTimestamp();
            entries = [.. entries, .. await stream.ReadAbandonedAsync()];
            await stream.ForgetConsumersAsync();
        }

        if (entries.Length == 0)
        {
            return false;
        }

        var records = ToRecords(entries);
        while (records.Count > 0 && !await ledger.TrySaveAsync(records, stoppingToken))
        {
            await Task.Delay(RetryPause, TimeProvider.System, stoppingToken);
        }

        await stream.RemoveAsync(entries);
        return true;
    }

    private List<UsageRecord> ToRecords(StreamEntry[] entries)
    {
        var records = new List<UsageRecord>(entries.Length);
        foreach (var entry in entries)
        {
            if (UsageRecordFormat.Read((byte[]?)entry[UsageKeys.Field]) is { } record)
            {
                records.Add(record);
            }
            else
            {
                Log.Unreadable(logger, entry.Id.ToString());
            }
        }

        return records;
    }

    private static partial class Log
    {
        [LoggerMessage(4023, LogLevel.Error, "Entry {Entry} of the stream of usage cannot be read, and is lost")]
        public static partial void Unreadable(ILogger logger, string entry);
    }
}
