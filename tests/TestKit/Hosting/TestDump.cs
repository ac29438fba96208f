using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.TestKit.Hosting;

/// <summary>Reads all that a host's database holds, to look for what must not be in it.</summary>
public static class TestDump
{
    /// <summary>Every table, row by row, as text; and the embedded database's files as they lie there.</summary>
    public static Task<string> DumpAsync(this TestHost host) =>
        host.QueryAsync(async database =>
        {
            // Its connection stays open until the end: whoever closes the last one takes the journal's files away.
            var dump = await ReadRowsAsync(database);
            foreach (var file in Directory.GetFiles(host.DataFolder, "akashchat.db*"))
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var bytes = new MemoryStream();
                await stream.CopyToAsync(bytes);
                dump += Encoding.Latin1.GetString(bytes.ToArray());
            }

            return dump;
        });

    /// <summary>Every table, row by row, as text; to see whether anything changed.</summary>
    public static Task<string> DumpRowsAsync(this TestHost host) => host.QueryAsync(ReadRowsAsync);

    private static async Task<string> ReadRowsAsync(DbContext database)
    {
        var text = new StringBuilder();
        var connection = database.Database.GetDbConnection();
        await connection.OpenAsync();
        foreach (var table in database.Model.GetEntityTypes().Select(entity => entity.GetTableName()!).Distinct())
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Table names come from our own model.
            command.CommandText = $"SELECT * FROM {table}";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                text.AppendLine(CultureInfo.InvariantCulture, $"{table}: {string.Join(" | ", row)}");
            }
        }

        return text.ToString();
    }
}
