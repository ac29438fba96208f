using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>A statement of SQLite itself that runs many times, past the provider, which looks every parameter up by its name every time.</summary>
/// <remarks>
/// SQLite keeps what is bound from one run to the next. Most columns of a batch say the same in row after row: only what has
/// changed in its place is bound anew.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    // Characters.
    private const int ShortText = 64;
    private const int MostBytesPerChar = 3;
    private const int IdBytes = 16;
    private const int IdLength = 36;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly ColumnValue[] _bound;

    /// <summary>Prepares it.</summary>
    /// <param name="connection">The connection, within whose transaction it runs.</param>
    /// <param name="text">The statement.</param>
    /// <exception cref="SqliteException">The database refuses.</exception>
    internal SqliteStatement(SqliteConnection connection, string text)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, text, out _statement), raw.SQLITE_OK);

        // Nothing is bound yet, which is the same as NULL.
        _bound = new ColumnValue[raw.sqlite3_bind_parameter_count(_statement)];
    }

    /// <summary>Binds values to parameters that follow one another.</summary>
    /// <param name="first">The first one's place, from 0.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="SqliteException">The database refuses.</exception>
    internal void Bind(int first, ColumnValue[] values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            ref var bound = ref _bound[first + index];
            ref readonly var value = ref values[index];
            if (!value.IsSameAs(in bound))
            {
                Check(Bind(first + index + 1, in value), raw.SQLITE_OK);
                bound = value;
            }
        }
    }

    /// <summary>Runs it with what is bound.</summary>
    /// <exception cref="SqliteException">The database refuses.</exception>
    internal void Run()
    {
        Check(raw.sqlite3_step(_statement), raw.SQLITE_DONE);
        Check(raw.sqlite3_reset(_statement), raw.SQLITE_OK);
    }

    public void Dispose() => _statement.Dispose();

    // The same forms as the provider's, so that it finds again what was written here.
    private int Bind(int number, in ColumnValue value) => value switch
    {
        { Form: ColumnForm.Null } => raw.sqlite3_bind_null(_statement, number),
        { Form: ColumnForm.Text, Text.Length: > 0 and <= ShortText } => BindShort(number, value.Text),
        { Form: ColumnForm.Text } => raw.sqlite3_bind_text(_statement, number, value.Text),
        { Form: ColumnForm.Id } => BindId(number, value.Id),
        _ => raw.sqlite3_bind_int64(_statement, number, value.Whole),
    };

    // SQLite copies it, so that no memory need be made for it here. No bytes at all would be NULL.
    private int BindShort(int number, string text)
    {
        Span<byte> bytes = stackalloc byte[ShortText * MostBytesPerChar];
        return raw.sqlite3_bind_text(_statement, number, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private int BindId(int number, Guid id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        Span<byte> digits = stackalloc byte[2 * IdBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        Convert.TryToHexString(bytes, digits, out _);

        // 8-4-4-4-12.
        Span<byte> text = stackalloc byte[IdLength];
        text.Fill((byte)'-');
        digits[..8].CopyTo(text);
        digits[8..12].CopyTo(text[9..]);
        digits[12..16].CopyTo(text[14..]);
        digits[16..20].CopyTo(text[19..]);
        digits[20..].CopyTo(text[24..]);
        return raw.sqlite3_bind_text(_statement, number, text);
    }

    private void Check(int result, int expected)
    {
        if (result != expected)
        {
            throw new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), result);
        }
    }
}
