using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Runs one statement for many rows on SQLite itself.</summary>
internal static class SqliteRows
{
    /// <summary>Runs the statement once for each row, within the connection's transaction.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="text">The statement. Its parameters stand in the order of their numbers where they are first named.</param>
    /// <param name="rows">The parameters' values. It may be the same array every time: nothing of a row is kept.</param>
    /// <returns>For each row, whether it changed anything.</returns>
    /// <exception cref="SqliteException">The database refuses.</exception>
    internal static List<bool> Execute(SqliteConnection connection, string text, IEnumerable<ColumnValue[]> rows)
    {
        var changed = new List<bool>();
        using var statement = new SqliteStatement(connection, text);
        foreach (var row in rows)
        {
            statement.Bind(0, row);
            statement.Run();
            changed.Add(raw.sqlite3_changes(connection.Handle!) > 0);
        }

        return changed;
    }
}
