using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.RollUps;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Where usage is booked: the records of a batch, and when each key was last used, in one transaction.</summary>
internal sealed partial class UsageLedger(PlainConnections connections, GatheredSums sums, ILogger<UsageLedger> logger)
{
    // SQLite's own numbers (sqlite.org/rescode.html): trying again would not help.
    private const int ConstraintFailed = 19;
    private const int TypeMismatch = 20;

    private readonly LastUses _lastUses = new();

    /// <summary>Books the records. One that the database refuses is reported and dropped; one that is booked already changes nothing.</summary>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False: not now, and the same records may be tried again.</returns>
    internal async Task<bool> TrySaveAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            await SaveAsync(records, cancellationToken);
            return true;
        }
        catch (DbException refused) when (!refused.IsTransient && IsAboutTheData(refused.SqlState))
        {
            return await SaveOneByOneAsync(records, refused.SqlState, cancellationToken);
        }
        catch (SqliteException refused) when (refused.SqliteErrorCode is ConstraintFailed or TypeMismatch)
        {
            return await SaveOneByOneAsync(records, refused.SqliteErrorCode.ToString(CultureInfo.InvariantCulture), cancellationToken);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // A cancellation that is not ours must not end the service.
            Log.SaveFailed(logger, records.Count, exception.GetType().Name);
            return false;
        }
    }

    // Class 22: data exception, 23: integrity violation. Trying again would not help, and the others must not wait.
    private static bool IsAboutTheData([NotNullWhen(true)] string? sqlState) => sqlState is ['2', '2' or '3', ..];

    private async Task SaveAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            await SaveAsync(records, areNew: true, cancellationToken);
        }
        catch (DbException refused) when (refused is { SqlState: PostgresErrorCodes.UniqueViolation } or SqliteException { SqliteErrorCode: ConstraintFailed })
        {
            // A commit may have taken effect though it was reported as failed.
            await SaveAsync(records, areNew: false, cancellationToken);
        }
    }

    private async Task SaveAsync(IReadOnlyList<UsageRecord> records, bool areNew, CancellationToken cancellationToken)
    {
        using var turn = await (areNew ? sums.TakeTurnAsync(cancellationToken) : sums.TakeTurnWithAllWrittenAsync(cancellationToken));
        await using var database = await connections.OpenAsync(cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        GiveWay.Now(records.Count);
        var owners = await ErasedOwners.FindAliveAsync(transaction, records, cancellationToken);
        GiveWay.Now(records.Count);
        if (areNew)
        {
            await transaction.AddNewUsageAsync(records, owners, cancellationToken);
            await turn.AddAsync(transaction, records, owners, cancellationToken);
        }
        else
        {
            await transaction.AddUsageAsync(records, owners, cancellationToken);
        }

        var uses = _lastUses.FindDue(records);
        await transaction.ExecuteForEachAsync(
            "UPDATE api_keys SET last_used_at = @p0 WHERE id = @p1 AND (last_used_at IS NULL OR last_used_at < @p0)",
            Rows(uses).GivingWay(records.Count),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _lastUses.Note(uses);
        await turn.CommittedAsync(records, owners);
        GiveWay.Now(records.Count);
    }

    // In the same array every time.
    private static IEnumerable<ColumnValue[]> Rows(Dictionary<string, long> uses)
    {
        var row = new ColumnValue[2];
        foreach (var (key, at) in uses)
        {
            (row[0], row[1]) = (at, key);
            yield return row;
        }
    }

    // What is booked before one that must be tried again is met again then, and changes nothing.
    private async Task<bool> SaveOneByOneAsync(IReadOnlyList<UsageRecord> records, string reason, CancellationToken cancellationToken)
    {
        if (records is [var bad])
        {
            Log.RecordRefused(logger, bad.Id, reason);
            return true;
        }

        foreach (var record in records)
        {
            if (!await TrySaveAsync([record], cancellationToken))
            {
                return false;
            }
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
