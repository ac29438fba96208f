using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Runs one statement for many rows on SQLite itself, past the provider, which looks every parameter up by its name for every row.</summary>
internal static class SqliteRows
{
    // Characters.
    private const int ShortText = 64;
    private const int MostBytesPerChar = 3;
    private const int IdLength = 36;

    /// <summary>Runs the statement once for each row, within the connection's transaction.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="text">The statement. Its parameters stand in the order of their numbers where they are first named.</param>
    /// <param name="rows">The parameters' values. It may be the same array every time: nothing of a row is kept.</param>
    /// <returns>For each row, whether it changed anything.</returns>
    /// <exception cref="SqliteException">The database refuses.</exception>
    internal static List<bool> Execute(SqliteConnection connection, string text, IEnumerable<ColumnValue[]> rows)
    {
        var database = connection.Handle!;
        var changed = new List<bool>();
        Check(raw.sqlite3_prepare_v2(database, text, out var statement), raw.SQLITE_OK, database);
        using (statement)
        {
            foreach (var row in rows)
            {
                for (var index = 0; index < row.Length; index++)
                {
                    Check(Bind(statement, index + 1, row[index]), raw.SQLITE_OK, database);
                }

                Check(raw.sqlite3_step(statement), raw.SQLITE_DONE, database);
                changed.Add(raw.sqlite3_changes(database) > 0);
                Check(raw.sqlite3_reset(statement), raw.SQLITE_OK, database);
            }
        }

        return changed;
    }

    // The same forms as the provider's, so that it finds again what was written here.
    private static int Bind(sqlite3_stmt statement, int number, in ColumnValue value) => value switch
    {
        { Form: ColumnForm.Null } => raw.sqlite3_bind_null(statement, number),
        { Form: ColumnForm.Text, Text.Length: > 0 and <= ShortText } => BindShort(statement, number, value.Text),
        { Form: ColumnForm.Text } => raw.sqlite3_bind_text(statement, number, value.Text),
        { Form: ColumnForm.Id } => BindId(statement, number, value.Id),
        _ => raw.sqlite3_bind_int64(statement, number, value.Whole),
    };

    // SQLite copies it, so that no memory need be made for it here. No bytes at all would be NULL.
    private static int BindShort(sqlite3_stmt statement, int number, string text)
    {
        Span<byte> bytes = stackalloc byte[ShortText * MostBytesPerChar];
        return raw.sqlite3_bind_text(statement, number, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private static int BindId(sqlite3_stmt statement, int number, Guid id)
    {
        Span<byte> bytes = stackalloc byte[IdLength];
        id.TryFormat(bytes, out _);
        Ascii.ToUpperInPlace(bytes, out _);
        return raw.sqlite3_bind_text(statement, number, bytes);
    }

    private static void Check(int result, int expected, sqlite3 database)
    {
        if (result != expected)
        {
            throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result);
        }
    }
}
