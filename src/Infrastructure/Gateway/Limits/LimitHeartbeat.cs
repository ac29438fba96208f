using Microsoft.Extensions.Hosting;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>Shows Redis that this instance lives, so that its open requests go on counting, and sends what could not be sent.</summary>
internal sealed class LimitHeartbeat(RedisLimitStore store, TimeProvider clock) : BackgroundService
{
    /// <summary>The last requests are over by now: what they gave back must not wait for the end of a lease.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await store.TendAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RedisLimitStore.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await store.TendAsync();
        }
    }
}
