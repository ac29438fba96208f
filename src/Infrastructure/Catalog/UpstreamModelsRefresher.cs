using Microsoft.Extensions.Hosting;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>Looks every half minute whether the server has other models by now.</summary>
internal sealed class UpstreamModelsRefresher(ModelCatalog catalog, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await catalog.RefreshAsync(stoppingToken);
        }
    }
}
