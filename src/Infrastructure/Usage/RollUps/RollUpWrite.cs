using System.Data.Common;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>Adds booked records to the roll-ups: one statement for each distinct row, however many records it takes in.</summary>
internal static class RollUpWrite
{
    /// <summary>Adds them.</summary>
    /// <param name="transaction">The transaction in which the records were booked.</param>
    /// <param name="records">Those that were really added, and none that were there already.</param>
    /// <param name="owners">The owners that exist.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static Task AddToRollUpsAsync(
        this DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken) =>
        WriteAsync(transaction, records, owners, sign: 1, cancellationToken);

    /// <summary>Adds what records of several transactions come to.</summary>
    /// <param name="transaction">Within which transaction.</param>
    /// <param name="batch">What they come to; complete.</param>
    /// <param name="records">How many records are booked at once at present: whether it must give way.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static Task AddToRollUpsAsync(this DbTransaction transaction, RollUpBatch batch, int records, CancellationToken cancellationToken) =>
        WriteAsync(transaction, batch, sign: 1, records, cancellationToken);

    /// <summary>Takes them out again.</summary>
    /// <param name="transaction">The transaction in which the records were deleted.</param>
    /// <param name="records">Those that were really there.</param>
    /// <param name="owners">The owners that exist.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static Task TakeFromRollUpsAsync(
        this DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken) =>
        WriteAsync(transaction, records, owners, sign: -1, cancellationToken);

    private static async Task WriteAsync(
        DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, int sign, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return;
        }

        using var batch = RollUpBatch.Of(records, owners);
        await WriteAsync(transaction, batch, sign, records.Count, cancellationToken);
    }

    private static async Task WriteAsync(DbTransaction transaction, RollUpBatch batch, int sign, int records, CancellationToken cancellationToken)
    {
        foreach (var sums in batch.Sums)
        {
            var rows = Rows(sums, sign).GivingWay(records);
            if (transaction.Connection is SqliteConnection sqlite)
            {
                sums.Table.UpsertOnSqlite.Execute(sqlite, rows, sums.Count, GiveWay.RowsAtOnce(records));
            }
            else
            {
                await transaction.ExecuteForEachAsync(sums.Table.Upsert, rows, cancellationToken);
            }
        }
    }

    // With the values of RollUpTable.Columns, in the same array every time.
    private static IEnumerable<ColumnValue[]> Rows(RollUpSums sums, int sign)
    {
        var row = new ColumnValue[sums.Table.Columns.Length];
        var names = sums.Table.Names.Length;
        for (var number = 0; number < sums.Count; number++)
        {
            var (group, values) = sums[number];
            Name(row, sums.Table, group);
            for (var index = 0; index < values.Length; index++)
            {
                row[names + index] = sign * values.Span[index];
            }

            yield return row;
        }
    }

    // In the order of RollUpTable.Names.
    private static void Name(ColumnValue[] row, RollUpTable table, RollUpGroup group)
    {
        if (table.IsByKey)
        {
            (row[0], row[1], row[2], row[3], row[4]) = (group.Period, group.KeyId, group.UserId, group.TeamId, group.Model);
        }
        else
        {
            (row[0], row[1], row[2]) = (group.Period, group.TeamId, group.Model);
        }
    }
}
