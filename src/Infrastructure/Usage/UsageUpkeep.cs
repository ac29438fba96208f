using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.Partitions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Keeps the usage records in order: makes room for the days to come, and deletes those that are too old.</summary>
internal sealed partial class UsageUpkeep(
    UsagePartitions partitions, UsageRetention retention, DatabaseOptions database, UsageOptions options, TimeProvider clock, ILogger<UsageUpkeep> logger)
    : BackgroundService
{
    // Days change once a day; what could not be done now is done an hour later.
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!database.IsEmbedded)
        {
            await partitions.MakeAheadAsync(DateOnly.FromDateTime(now.UtcDateTime), cancellationToken);
        }

        if (options.KeptSince(now) is { } first)
        {
            await retention.DeleteBeforeAsync(first, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(4003, LogLevel.Warning, "The usage records could not be put in order ({Reason}); next try in an hour")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
