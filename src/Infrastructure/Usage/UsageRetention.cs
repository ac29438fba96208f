using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.Partitions;
using AkashChat.Infrastructure.Usage.RollUps;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Deletes single records that are too old; the sums stay.</summary>
internal sealed class UsageRetention(UsagePartitions partitions, GatheredSums sums, PlainConnections connections, DatabaseOptions options)
{
    private const int PieceSize = 250;

    // SQLite has one writer at a time, and others look again after 150 ms: most of the time must be theirs.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly string SqlitePiece =
        $"DELETE FROM usage_records WHERE rowid IN (SELECT rowid FROM usage_records WHERE started_at < @p0 LIMIT {PieceSize})";

    // Locked as they are chosen: else another instance could have deleted some of them meanwhile, and few would look like the end.
    private static readonly string PostgresPiece =
        $"DELETE FROM {UsagePartitionName.Default} "
        + $"WHERE ctid = ANY (ARRAY(SELECT ctid FROM {UsagePartitionName.Default} WHERE started_at < @p0 LIMIT {PieceSize} FOR UPDATE))";

    /// <summary>Deletes all records from before a day: whole partitions on PostgreSQL, pieces of what is in none. Afterwards none are left.</summary>
    internal async Task DeleteBeforeAsync(DateOnly first, CancellationToken cancellationToken)
    {
        // What an earlier process left without its sums gets them from the records that are about to go.
        using (await sums.TakeTurnWithAllWrittenAsync(cancellationToken))
        {
        }

        if (!options.IsEmbedded)
        {
            await partitions.DropBeforeAsync(first, cancellationToken);
        }

        while (await DeletePieceAsync(first, cancellationToken) == PieceSize)
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private async Task<int> DeletePieceAsync(DateOnly first, CancellationToken cancellationToken)
    {
        await using var database = await connections.OpenAsync(cancellationToken);
        await using var delete = database.Command(
            options.IsEmbedded ? SqlitePiece : PostgresPiece, first.ToDateTime(TimeOnly.MinValue).Ticks);
        return await delete.ExecuteNonQueryAsync(cancellationToken);
    }
}
