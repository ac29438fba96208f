using System.Globalization;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Saves usage records in batches, and when each key was last used.</summary>
/// <remarks>A batch that cannot be saved is kept and tried again; at an orderly stop the rest is saved.</remarks>
internal sealed partial class UsageWriter(UsageQueue queue, PlainConnections connections, ILogger<UsageWriter> logger)
    : BackgroundService
{
    // SQLite's own numbers (sqlite.org/rescode.html): trying again would not help.
    private const int ConstraintFailed = 19;
    private const int TypeMismatch = 20;

    private const int BatchSize = 500;

    // Long enough to gather a batch under load, short enough that the account page looks live.
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastCalls = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SaveTime = TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The server stops first and may have used up the host's time; calls that it broke off are just ending.
        if (cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(LastCalls, TimeProvider.System, CancellationToken.None);
        }

        queue.Complete();
        if (ExecuteTask is { } running)
        {
            await ((Task)running).WaitAsync(SaveTime, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            await using var database = await connections.OpenAsync(cancellationToken);
            await using var transaction = await database.BeginTransactionAsync(cancellationToken);
            var owners = await ErasedOwners.FindAliveAsync(transaction, batch, cancellationToken);
            await transaction.AddUsageAsync(batch, owners, cancellationToken);
            await transaction.ExecuteForEachAsync(
                "UPDATE api_keys SET last_used_at = @p0 WHERE id = @p1 AND (last_used_at IS NULL OR last_used_at < @p0)",
                batch.GroupBy(record => record.KeyId, StringComparer.Ordinal).Select(key => new object?[] { key.Max(record => record.StartedAt.UtcTicks), key.Key }),
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (PostgresException refused) when (!refused.IsTransient && IsAboutTheData(refused))
        {
            return await SaveOneByOneAsync(batch, refused.SqlState, cancellationToken);
        }
        catch (SqliteException refused) when (refused.SqliteErrorCode is ConstraintFailed or TypeMismatch)
        {
            return await SaveOneByOneAsync(batch, refused.SqliteErrorCode.ToString(CultureInfo.InvariantCulture), cancellationToken);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // A cancellation that is not ours must not end the service.
            Log.SaveFailed(logger, batch.Count, exception.GetType().Name);
            return false;
        }
    }

    // Class 22: data exception, 23: integrity violation. Trying again would not help, and the others must not wait.
    private static bool IsAboutTheData(PostgresException refused) =>
        refused.SqlState.StartsWith("22", StringComparison.Ordinal) || refused.SqlState.StartsWith("23", StringComparison.Ordinal);

    private async Task<bool> SaveOneByOneAsync(List<UsageRecord> batch, string reason, CancellationToken cancellationToken)
    {
        if (batch is [var bad])
        {
            Log.RecordRefused(logger, bad.Id, reason);
            return true;
        }

        while (batch.Count > 0)
        {
            if (!await TrySaveAsync([batch[0]], cancellationToken))
            {
                return false;
            }

            batch.RemoveAt(0);
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning, "{Count} usage records could not be saved ({Reason}); they are kept and tried again")]
        public static partial void SaveFailed(ILogger logger, int count, string reason);

        [LoggerMessage(4002, LogLevel.Error, "Usage record {RecordId} is lost: the database refuses it ({Reason})")]
        public static partial void RecordRefused(ILogger logger, Guid recordId, string reason);
    }
}
