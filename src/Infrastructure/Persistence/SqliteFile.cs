using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>The embedded database's file.</summary>
internal static class SqliteFile
{
    private const string FileName = "akashchat.db";

    /// <summary>Makes the folder, for its owner alone, and keeps other processes from starting in it at the same moment.</summary>
    /// <returns>The lock; the system lets go of it even if this process is killed.</returns>
    /// <exception cref="IOException">Another process is just starting here, or the folder cannot be written.</exception>
    internal static FileStream OpenFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            // The data-protection keys lie in the database as they are.
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new FileStream(Path.Combine(folder, "start.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Takes away EF's own lock, a row that a process killed in the middle of a migration leaves behind, and that EF waits for without end.</summary>
    /// <remarks>Right only under the lock of <see cref="OpenFolder"/>: nobody else can be migrating.</remarks>
    internal static async Task ForgetBrokenMigrationAsync(DbConnection database, CancellationToken cancellationToken)
    {
        await using var delete = database.Command("DROP TABLE IF EXISTS \"__EFMigrationsLock\"");
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether there is a file in that folder.</summary>
    internal static bool IsThere(string folder) => File.Exists(Path.Combine(folder, FileName));

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
