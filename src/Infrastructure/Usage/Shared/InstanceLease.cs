using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Usage.Shared;

/// <summary>Keeps this instance's lease, and takes over what instances left open whose leases are over.</summary>
internal sealed class InstanceLease(SharedUsage shared) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IntervalWhileAway = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first call.
        await LiveAsync();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Stopped after the writer of the records.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Calls that were noted and never began have left their notes.
        await shared.LiveAsync();
        await shared.LeaveAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // The clock of the system, as Redis' is.
            await Task.Delay(shared.HoldsOpenCalls ? Interval : IntervalWhileAway, TimeProvider.System, stoppingToken);
            await LiveAsync();
        }
    }

    private async Task LiveAsync()
    {
        foreach (var dead in await shared.LiveAsync() ?? [])
        {
            try
            {
                await shared.TakeOverAsync(dead);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                // It is still there the next time.
                return;
            }
        }
    }
}
