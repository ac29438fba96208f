using Microsoft.Extensions.Hosting;

namespace AkashChat.Infrastructure.Gateway.Caching;

/// <summary>Drops kept answers soon after their end, even if nobody asks for them again.</summary>
internal sealed class AnswerSweeper(MemoryAnswerStore memory, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            memory.Sweep();
        }
    }
}
