using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Connections of the provider alone, from the same pools as EF's, for what runs at every start and for every key.</summary>
/// <remarks>EF's model and its first query take longer than everything else at the start together, and the memory of both stays.</remarks>
internal class PlainConnections(DatabaseOptions options)
{
    private readonly string _text = options.PostgresConnectionString ?? SqliteFile.ConnectionString(options.DataFolder);

    /// <summary>Opens one.</summary>
    /// <exception cref="DbException">The database does not answer, or cannot be opened.</exception>
    internal virtual Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => OpenAsync(Make(), cancellationToken);

    /// <summary>Opens one that is in no pool, to see whether the database is there; nothing is made that is not.</summary>
    /// <exception cref="DbException">The database does not answer, or is not there.</exception>
    internal Task<DbConnection> OpenNewAsync(CancellationToken cancellationToken) =>
        OpenAsync(options.IsEmbedded ? MakeNewSqlite() : MakeNewPostgres(), cancellationToken);

    private static async Task<DbConnection> OpenAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens one, for callers that cannot wait otherwise.</summary>
    /// <exception cref="DbException">The database does not answer, or cannot be opened.</exception>
    internal DbConnection Open()
    {
        var connection = Make();
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private DbConnection Make() => options.IsEmbedded ? MakeSqlite() : MakePostgres();

    // Methods of their own, so that only the library that is used is loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SqliteConnection MakeSqlite() => new(_text);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private NpgsqlConnection MakePostgres() => new(_text);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private SqliteConnection MakeNewSqlite() =>
        new(new SqliteConnectionStringBuilder(_text) { Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private NpgsqlConnection MakeNewPostgres() => new(new NpgsqlConnectionStringBuilder(_text) { Pooling = false }.ConnectionString);
}
