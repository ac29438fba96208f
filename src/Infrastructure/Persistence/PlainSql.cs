using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Statements past EF's query pipeline: its first use costs more than half a second.</summary>
internal static class PlainSql
{
    /// <summary>Makes a command on the context's own connection, opened if need be.</summary>
    /// <param name="database">Whose connection.</param>
    /// <param name="text">The statement; parameters are named <c>@p0</c>, <c>@p1</c>, …, on both databases.</param>
    /// <param name="values">Their values.</param>
    internal static DbCommand Command(this AppDbContext database, string text, params object[] values)
    {
        var connection = database.Database.GetDbConnection();
        if (connection.State != ConnectionState.Open)
        {
            connection.Open();
        }

        return connection.Command(text, values);
    }

    /// <summary>Makes a command on an open connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="text">The statement; parameters are named <c>@p0</c>, <c>@p1</c>, …, on both databases.</param>
    /// <param name="values">Their values.</param>
    internal static DbCommand Command(this DbConnection connection, string text, params object[] values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this project; what varies is a parameter.
        command.CommandText = text;
#pragma warning restore CA2100
        for (var index = 0; index < values.Length; index++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{index}";
            parameter.Value = values[index];
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
