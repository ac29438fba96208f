using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Runs one statement for many rows past EF's change tracking, which costs a hundred times as much as the database's own part.</summary>
internal static class ManyRows
{
    /// <summary>Runs the statement once for each row, within the transaction.</summary>
    /// <param name="transaction">The transaction, and with it the connection.</param>
    /// <param name="text">The statement, a constant of this project; parameters are named <c>@p0</c>, <c>@p1</c>, …, and stand in this order where they are first named.</param>
    /// <param name="rows">The parameters' values, row by row. It may be the same array every time: nothing of a row is kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>For each row, whether it changed anything.</returns>
    internal static async Task<IReadOnlyList<bool>> ExecuteForEachAsync(
        this DbTransaction transaction, string text, IEnumerable<ColumnValue[]> rows, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        if (connection is SqliteConnection sqlite)
        {
            // It lives in this process, and has no journeys to wait for.
            return SqliteRows.Execute(sqlite, text, rows);
        }

        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var row in rows)
        {
            batch.BatchCommands.Add(CommandOf(batch, text, row));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return [.. batch.BatchCommands.Select(command => command.RecordsAffected > 0)];
    }

    private static DbBatchCommand CommandOf(DbBatch batch, string text, ColumnValue[] row)
    {
        var command = batch.CreateBatchCommand();
#pragma warning disable CA2100 // The texts are constants of this project; what varies is a parameter.
        command.CommandText = text;
#pragma warning restore CA2100
        for (var index = 0; index < row.Length; index++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{index}";
            parameter.Value = row[index].ToObject() ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
