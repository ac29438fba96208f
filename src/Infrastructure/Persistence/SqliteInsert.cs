using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Adds rows to a table of SQLite, many with one statement.</summary>
/// <remarks>
/// A statement opens the table and each of its indexes anew, which takes as long as adding a row. Within one, SQLite also goes
/// on where it added the row before, if the next one belongs behind it.
/// </remarks>
internal sealed class SqliteInsert
{
    /// <summary>So many rows in a statement at the most: more do not pay, and take longer to prepare.</summary>
    internal const int MostRows = 50;

    /// <summary>So many where others wait for the processor.</summary>
    internal const int FewRows = 4;

    private static readonly int[] Sizes = [MostRows, FewRows, 1];

    private readonly int _columns;
    private readonly string[] _texts;

    /// <summary>Makes the statements.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="end">What follows the values, such as what to do with a row that is there already; without it, such a row is refused.</param>
    internal SqliteInsert(string table, IReadOnlyCollection<string> columns, string end = "")
    {
        _columns = columns.Count;
        var row = $"({string.Join(",", columns.Select(_ => "?"))})";

        // Without FAIL, SQLite keeps a copy of every page that it changes until the statement is done, to take it back alone.
        _texts = [.. Sizes.Select(rows =>
            $"INSERT OR FAIL INTO {table} ({string.Join(", ", columns)}) VALUES {string.Join(",", Enumerable.Repeat(row, rows))} {end}")];
    }

    /// <summary>Adds rows within the connection's transaction.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="rows">The values of the columns. It may be the same array every time: nothing of a row is kept.</param>
    /// <param name="count">How many rows there are.</param>
    /// <param name="mostAtOnce">How many may be added with one statement, between which nothing else happens.</param>
    /// <exception cref="SqliteException">The database refuses one. Others may be there, and the transaction must not be committed.</exception>
    internal void Execute(SqliteConnection connection, IEnumerable<ColumnValue[]> rows, int count, int mostAtOnce)
    {
        SqliteStatement? statement = null;
        try
        {
            var (size, place) = (0, 0);
            foreach (var row in rows)
            {
                if (place == 0 && size != SizeFor(count, mostAtOnce))
                {
                    size = SizeFor(count, mostAtOnce);
                    statement?.Dispose();
                    statement = new SqliteStatement(connection, _texts[Array.IndexOf(Sizes, size)]);
                }

                statement!.Bind(place * _columns, row);
                if (++place == size)
                {
                    statement.Run();
                    (place, count) = (0, count - size);
                }
            }
        }
        finally
        {
            statement?.Dispose();
        }
    }

    private static int SizeFor(int rowsLeft, int mostAtOnce) => Array.Find(Sizes, size => size <= Math.Min(rowsLeft, mostAtOnce));
}
