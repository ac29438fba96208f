using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Runs one statement for many rows past EF's change tracking, which costs a hundred times as much as the database's own part.</summary>
internal static class ManyRows
{
    /// <summary>Runs the statement once for each row, within the context's transaction.</summary>
    /// <param name="database">Whose connection and transaction.</param>
    /// <param name="text">The statement, a constant of this project; parameters are named <c>@p0</c>, <c>@p1</c>, …</param>
    /// <param name="rows">The parameters' values, row by row; null stands for the database's null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task ExecuteForEachAsync(
        this AppDbContext database, string text, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var connection = database.Database.GetDbConnection();
        var transaction = database.Database.CurrentTransaction?.GetDbTransaction();
        if (connection.CanCreateBatch)
        {
            await SendAtOnceAsync(connection, transaction, text, rows, cancellationToken);
        }
        else
        {
            await RunInTurnAsync(connection, transaction, text, rows, cancellationToken);
        }
    }

    /// <summary>All in one journey to a server.</summary>
    private static async Task SendAtOnceAsync(
        DbConnection connection, DbTransaction? transaction, string text, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            SetText(command, text);
            for (var index = 0; index < row.Length; index++)
            {
                Add(command.Parameters, command.CreateParameter(), index, row[index]);
            }

            batch.BatchCommands.Add(command);
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>One compiled statement, again and again: SQLite lives in this process and has no journeys.</summary>
    private static async Task RunInTurnAsync(
        DbConnection connection, DbTransaction? transaction, string text, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The texts are constants of this project; what varies is a parameter.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var row in rows)
        {
            for (var index = 0; index < row.Length; index++)
            {
                if (command.Parameters.Count == index)
                {
                    Add(command.Parameters, command.CreateParameter(), index, row[index]);
                }
                else
                {
                    command.Parameters[index].Value = row[index] ?? DBNull.Value;
                }
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

#pragma warning disable CA2100 // As above.
    private static void SetText(DbBatchCommand command, string text) => command.CommandText = text;
#pragma warning restore CA2100

    private static void Add(DbParameterCollection parameters, DbParameter parameter, int index, object? value)
    {
        parameter.ParameterName = $"@p{index}";
        parameter.Value = value ?? DBNull.Value;
        parameters.Add(parameter);
    }
}
