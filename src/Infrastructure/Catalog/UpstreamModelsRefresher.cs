using Microsoft.Extensions.Hosting;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>Looks every half minute whether the server has other models by now.</summary>
internal sealed class UpstreamModelsRefresher(ModelCatalog catalog, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // Made at the start: the work itself begins a while later.
    private readonly PeriodicTimer _timer = new(Interval, clock);

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _timer.WaitForNextTickAsync(stoppingToken))
        {
            await catalog.RefreshAsync(stoppingToken);
        }
    }
}
