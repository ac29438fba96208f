using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Saves usage records in batches, and when each key was last used.</summary>
/// <remarks>A batch that cannot be saved is kept and tried again; at an orderly stop the rest is saved.</remarks>
internal sealed partial class UsageWriter(UsageQueue queue, IServiceScopeFactory scopes, ILogger<UsageWriter> logger)
    : BackgroundService
{
    private const int BatchSize = 500;

    // Long enough to gather a batch under load, short enough that the account page looks live.
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Complete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<UsageRecord>(BatchSize);
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            if (queue.Reader.Count < BatchSize && !queue.Reader.Completion.IsCompleted)
            {
                await Task.Delay(GatherTime, TimeProvider.System, stoppingToken);
            }

            while (batch.Count < BatchSize && queue.Reader.TryRead(out var record))
            {
                batch.Add(record);
            }

            while (!await TrySaveAsync(batch, stoppingToken))
            {
                await Task.Delay(RetryPause, TimeProvider.System, stoppingToken);
            }

            batch.Clear();
        }
    }

    private async Task<bool> TrySaveAsync(List<UsageRecord> batch, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            database.UsageRecords.AddRange(batch);
            await database.SaveChangesAsync(cancellationToken);
            foreach (var key in batch.GroupBy(record => record.KeyId, StringComparer.Ordinal))
            {
                var id = new ApiKeyId(key.Key);
                var lastUsed = key.Max(record => record.StartedAt);
                await database.ApiKeys
                    .Where(stored => stored.Id == id && (stored.LastUsedAt == null || stored.LastUsedAt < lastUsed))
                    .ExecuteUpdateAsync(set => set.SetProperty(stored => stored.LastUsedAt, lastUsed), cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.SaveFailed(logger, batch.Count, exception.GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning, "{Count} usage records could not be saved ({Reason}); they are kept and tried again")]
        public static partial void SaveFailed(ILogger logger, int count, string reason);
    }
}
