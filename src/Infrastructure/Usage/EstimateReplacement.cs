using System.Data.Common;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.RollUps;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Lets a record take the place of its estimate: the process that made it was only thought dead when the estimate was booked.</summary>
internal static class EstimateReplacement
{
    private static readonly string Delete =
        $"DELETE FROM usage_records WHERE id = @p0 AND started_at = @p1 AND outcome = {(int)UsageOutcome.Interrupted} RETURNING counted_tokens, cost_micro_usd";

    /// <summary>Takes estimates out of the ledger and its sums.</summary>
    /// <param name="transaction">Where from.</param>
    /// <param name="records">Records whose names are in the ledger already.</param>
    /// <param name="owners">The owners that exist.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The records whose estimates are gone, and that can be added now.</returns>
    internal static async Task<IReadOnlyList<UsageRecord>> TakeEstimatesBackAsync(
        this DbTransaction transaction, IEnumerable<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken)
    {
        var replacing = new List<UsageRecord>();
        var estimates = new List<UsageRecord>();
        foreach (var record in records.Where(record => record.Outcome != UsageOutcome.Interrupted))
        {
            if (await TakeBackAsync(transaction, record, cancellationToken) is { } estimate)
            {
                replacing.Add(record);
                estimates.Add(estimate);
            }
        }

        await transaction.TakeFromRollUpsAsync(estimates, owners, cancellationToken);
        return replacing;
    }

    private static async Task<UsageRecord?> TakeBackAsync(DbTransaction transaction, UsageRecord record, CancellationToken cancellationToken)
    {
        await using var delete = transaction.Connection!.Command(Delete, record.Id, record.StartedAt.UtcTicks);
        delete.Transaction = transaction;
        await using var reader = await delete.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? record.ToEstimate(reader.GetInt64(0), await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetInt64(1))
            : null;
    }
}
