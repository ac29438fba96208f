using AkashChat.Domain.Usage;
using Microsoft.Extensions.Hosting;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Gathers usage records and has them booked in batches.</summary>
/// <remarks>A batch that cannot be booked is kept and tried again; at an orderly stop the rest is booked.</remarks>
internal sealed class UsageWriter(UsageQueue queue, UnbookedUsage unbooked, IUsageBooking booking, UsageOptions options) : BackgroundService
{
    /// <summary>So many records at once at the most: what a transaction costs by itself, and its wait for the disk, is shared by so many.</summary>
    internal const int BatchSize = 1_000;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastCalls = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastCallsPause = TimeSpan.FromMilliseconds(50);

    // Those that ended before they were noted as under way are not seen.
    private static readonly TimeSpan UnseenCalls = TimeSpan.FromMilliseconds(500);

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
        var wereOpen = true;
        for (var waited = TimeSpan.Zero; waited < UnseenCalls || (wereOpen && waited < LastCalls); waited += LastCallsPause)
        {
            // Before the pause: the record of a call that has just ended is in the queue a moment later.
            wereOpen = unbooked.HasOpenCalls;
            await Task.Delay(LastCallsPause, TimeProvider.System, CancellationToken.None);
        }
    }
}
