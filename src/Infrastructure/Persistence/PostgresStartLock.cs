using Npgsql;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Lets instances that start at the same moment prepare one PostgreSQL database one after another.</summary>
/// <remarks>
/// EF's own lock is a lock on its table of migrations and ends with each migration's transaction, so that between two
/// migrations the next instance would begin too. This one is of the session: it ends with the connection, even if the
/// process is killed.
/// </remarks>
internal sealed class PostgresStartLock : IAsyncDisposable
{
    // Any number will do as long as nobody else uses it: "akashcht" in ASCII.
    private const long Number = 0x616B_6173_6863_6874;
    private static readonly TimeSpan LongestMigration = TimeSpan.FromMinutes(10);

    private readonly NpgsqlConnection _connection;

    private PostgresStartLock(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Waits for the turn.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    internal static async Task<PostgresStartLock> TakeAsync(string connectionString, CancellationToken cancellationToken)
    {
        // Not from the pool, so that closing it ends the session and with it the lock.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(@number)", connection) { CommandTimeout = (int)LongestMigration.TotalSeconds };
            command.Parameters.AddWithValue("number", Number);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new PostgresStartLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
