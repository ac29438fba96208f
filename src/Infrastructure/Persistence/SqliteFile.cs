using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>The embedded database's file.</summary>
internal static class SqliteFile
{
    private const string FileName = "akashchat.db";

    /// <summary>The connection string of the file in that folder.</summary>
    internal static string ConnectionString(string folder) => new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(folder, FileName),
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = true,
        // How long a writer waits for another one, in seconds.
        DefaultTimeout = 10,
    }.ConnectionString;
}
