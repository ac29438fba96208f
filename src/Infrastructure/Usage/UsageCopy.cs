using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Adds usage records to PostgreSQL in its binary form, which is the fastest way in.</summary>
internal static class UsageCopy
{
    private static readonly string Text =
        $"COPY usage_records ({string.Join(", ", UsageInsert.Columns.Select(column => column.Name))}) FROM STDIN (FORMAT BINARY)";

    /// <summary>Adds rows with the values of <see cref="UsageInsert.Columns"/>, all or none: one that is there already breaks the transaction.</summary>
    /// <exception cref="PostgresException">The database refuses.</exception>
    internal static async Task CopyAsync(DbConnection connection, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
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

    private static Task WriteAsync(NpgsqlBinaryImporter writer, object? value, CancellationToken cancellationToken) => value switch
    {
        null => writer.WriteNullAsync(cancellationToken),
        string text => writer.WriteAsync(text, NpgsqlDbType.Text, cancellationToken),
        long whole => writer.WriteAsync(whole, NpgsqlDbType.Bigint, cancellationToken),
        int whole => writer.WriteAsync(whole, NpgsqlDbType.Integer, cancellationToken),
        bool truth => writer.WriteAsync(truth, NpgsqlDbType.Boolean, cancellationToken),
        Guid id => writer.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken),
        _ => throw new NotSupportedException($"No form is known for {value.GetType().Name}."),
    };
}
