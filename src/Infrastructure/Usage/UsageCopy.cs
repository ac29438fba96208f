using System.Data.Common;
using AkashChat.Infrastructure.Persistence;
using Npgsql;
using NpgsqlTypes;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Adds usage records to PostgreSQL in its binary form, which is the fastest way in.</summary>
internal static class UsageCopy
{
    private static readonly string Text =
        $"COPY usage_records ({string.Join(", ", UsageInsert.Columns)}) FROM STDIN (FORMAT BINARY)";

    /// <summary>Adds rows with the values of <see cref="UsageInsert.Columns"/>, all or none: one that is there already breaks the transaction.</summary>
    /// <exception cref="PostgresException">The database refuses.</exception>
    internal static async Task CopyAsync(DbConnection connection, IEnumerable<ColumnValue[]> rows, CancellationToken cancellationToken)
    {
        await using var writer = await ((NpgsqlConnection)connection).BeginBinaryImportAsync(Text, cancellationToken);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(cancellationToken);
            foreach (var value in row)
            {
                await WriteAsync(writer, value, cancellationToken);
            }
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter writer, ColumnValue value, CancellationToken cancellationToken) => value.Form switch
    {
        ColumnForm.Null => writer.WriteNullAsync(cancellationToken),
        ColumnForm.Text => writer.WriteAsync(value.Text!, NpgsqlDbType.Text, cancellationToken),
        ColumnForm.Int => writer.WriteAsync((int)value.Whole, NpgsqlDbType.Integer, cancellationToken),
        ColumnForm.Long => writer.WriteAsync(value.Whole, NpgsqlDbType.Bigint, cancellationToken),
        ColumnForm.Bool => writer.WriteAsync(value.Whole != 0, NpgsqlDbType.Boolean, cancellationToken),
        _ => writer.WriteAsync(value.Id, NpgsqlDbType.Uuid, cancellationToken),
    };
}
