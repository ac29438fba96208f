using AkashChat.Domain.Usage;
using Microsoft.Extensions.Hosting;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Gathers usage records and has them booked in batches.</summary>
/// <remarks>A batch that cannot be booked is kept and tried again; at an orderly stop the rest is booked.</remarks>
internal sealed class UsageWriter(UsageQueue queue, UnbookedUsage unbooked, IUsageBooking booking, UsageOptions options) : BackgroundService
{
    private const int BatchSize = 500;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    // Calls that have not begun yet are not seen; of those that have, each is waited for.
    private static readonly TimeSpan LeastForCalls = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MostForCalls = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The server stops first and may have used up the host's time; calls that it broke off are just ending.
        if (cancellationToken.IsCancellationRequested)
        {
            await WaitForLastCallsAsync();
        }

        queue.Complete();
        if (ExecuteTask is { } running)
        {
            await ((Task)running).WaitAsync(options.LastTime, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<UsageRecord>(BatchSize);
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            if (booking.GatherTime > TimeSpan.Zero && queue.Reader.Count < BatchSize && !queue.Reader.Completion.IsCompleted)
            {
                await Task.Delay(booking.GatherTime, TimeProvider.System, stoppingToken);
            }

            while (batch.Count < BatchSize && queue.Reader.TryRead(out var record))
            {
                batch.Add(record);
            }

            while (!await booking.TryBookAsync(batch, stoppingToken))
            {
                await Task.Delay(RetryPause, TimeProvider.System, stoppingToken);
            }

            unbooked.Forget(batch);
            batch.Clear();
        }
    }

    private async Task WaitForLastCallsAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        TimeSpan waited;
        bool areOpen;
        do
        {
            // Once more after the last one is over: just then it hands over its record.
            areOpen = unbooked.HasOpenCalls;
            await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
            waited = TimeProvider.System.GetElapsedTime(since);
        }
        while (waited < LeastForCalls || (areOpen && waited < MostForCalls));
    }
}
