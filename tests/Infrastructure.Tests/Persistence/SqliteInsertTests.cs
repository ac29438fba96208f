using AkashChat.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Tests.Persistence;

public sealed class SqliteInsertTests : IDisposable
{
    private const int ConstraintFailed = 19;
    private static readonly SqliteInsert Things = new("things", ["id", "name", "size", "owner"]);

    private readonly SqliteConnection _database = new("Data Source=:memory:");

    public SqliteInsertTests()
    {
        _database.Open();
        Execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NULL, size INTEGER NULL, owner TEXT NOT NULL)");
    }

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData(0, 50)]
    [InlineData(1, 50)]
    [InlineData(49, 50)]
    [InlineData(157, 50)]
    [InlineData(7, 4)]
    [InlineData(3, 1)]
    public void Rows_AreAllThereHoweverManyAtOnce(int count, int mostAtOnce)
    {
        var rows = Enumerable.Range(0, count).Select(RowOf).ToList();

        Things.Execute(_database, InOneArray(rows), count, mostAtOnce);

        Assert.Equal(rows.Select(TextOf), Read());
    }

    // The provider reads ids as it writes them.
    [Fact]
    public void Id_IsTheProviders()
    {
        var id = Guid.Parse("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");

        Things.Execute(_database, [[1, "name", 1, id]], 1, 1);

        using var select = _database.Command("SELECT COUNT(*) FROM things WHERE owner = @p0", id);
        Assert.Equal(1L, select.ExecuteScalar());
    }

    [Fact]
    public void RowThatIsThere_IsRefused()
    {
        Things.Execute(_database, [RowOf(9)], 1, 50);

        var refused = Assert.Throws<SqliteException>(() => Things.Execute(_database, InOneArray(Enumerable.Range(0, 20).Select(RowOf)), 20, 50));

        Assert.Equal(ConstraintFailed, refused.SqliteErrorCode);
    }

    [Fact]
    public void EndOfTheStatement_SaysWhatToDoWithOneThatIsThere()
    {
        var adding = new SqliteInsert("things", ["id", "name", "size", "owner"], "ON CONFLICT (id) DO UPDATE SET size = things.size + excluded.size");
        Things.Execute(_database, [[3, "old", 4, "owner"]], 1, 50);

        adding.Execute(_database, InOneArray(Enumerable.Range(0, 60).Select(number => new ColumnValue[] { number, "new", 1, "owner" })), 60, 50);

        Assert.Equal(60, Read().Count);
        Assert.Contains("3 old 5 owner", Read());
    }

    // Runs of the same, changes, and nothing: each must end what was bound in its place before.
    private static ColumnValue[] RowOf(int number) =>
        [number, number % 5 == 0 ? null : $"n{number / 60}", number % 7 == 0 ? default : (ColumnValue)(long)(number / 3), number % 2 == 0 ? string.Empty : new string('ä', number)];

    private static IEnumerable<ColumnValue[]> InOneArray(IEnumerable<ColumnValue[]> rows)
    {
        var same = new ColumnValue[4];
        foreach (var row in rows)
        {
            row.CopyTo(same, 0);
            yield return same;
        }
    }

    private static string TextOf(ColumnValue[] row) => string.Join(' ', row.Select(value => value.ToObject()));

    private List<string> Read()
    {
        using var select = _database.Command("SELECT id, name, size, owner FROM things ORDER BY id");
        using var reader = select.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, 4).Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column))));
        }

        return rows;
    }

    private void Execute(string text)
    {
        using var command = _database.Command(text);
        command.ExecuteNonQuery();
    }
}
