using System.Globalization;
using AkashChat.TestKit.Servers;
using Npgsql;
using NpgsqlTypes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>The database of a LiteLLM proxy, with its real tables, on a real server.</summary>
public sealed class LiteLlmProxyDatabase
{
    private LiteLlmProxyDatabase(string connectionString) => ConnectionString = connectionString;

    /// <summary>Where it is, in Npgsql's words.</summary>
    public string ConnectionString { get; }

    /// <summary>Where it is, as the proxy's own setting says it.</summary>
    public string Url
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"postgresql://{parts.Username}:{parts.Password}@{parts.Host}:{parts.Port}/{parts.Database}?schema=public&connection_limit=10&pool_timeout=60");
        }
    }

    /// <summary>Makes an empty one.</summary>
    public static async Task<LiteLlmProxyDatabase> CreateAsync()
    {
        var server = await PostgresServer.SharedAsync();
        var database = new LiteLlmProxyDatabase(await server.CreateDatabaseAsync("litellm", async connectionString =>
        {
            await new LiteLlmProxyDatabase(connectionString).ExecuteAsync(LiteLlmTables.Sql);
        }));
        return database;
    }

    /// <summary>Changes it.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests write their own statements.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Adds teams, users and keys.</summary>
    public async Task AddAsync(LiteLlmSeed seed)
    {
        await ExecuteAsync(seed.TeamsSql);
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using (var users = await connection.BeginBinaryImportAsync("""COPY "LiteLLM_UserTable" (user_id, user_email, created_at) FROM STDIN (FORMAT BINARY)"""))
        {
            foreach (var user in seed.Users)
            {
                await users.StartRowAsync();
                await users.WriteAsync(user, NpgsqlDbType.Text);
                await users.WriteAsync($"{user.Replace('|', '.')}@example.org", NpgsqlDbType.Text);
                await users.WriteAsync(seed.Now.AddYears(-1).UtcDateTime.AsUnzoned(), NpgsqlDbType.Timestamp);
            }

            await users.CompleteAsync();
        }

        await AddKeysAsync(connection, seed.Keys);
    }

    /// <summary>Adds keys.</summary>
    public async Task AddAsync(params IReadOnlyCollection<SeededKey> keys)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await AddKeysAsync(connection, keys);
    }

    private static async Task AddKeysAsync(NpgsqlConnection connection, IReadOnlyCollection<SeededKey> keys)
    {
        await using var copy = await connection.BeginBinaryImportAsync("""
            COPY "LiteLLM_VerificationToken" (token, key_name, key_alias, user_id, team_id, models, allowed_routes, blocked, expires, created_at, last_active,
                max_parallel_requests, rpm_limit, tpm_limit, max_budget, budget_duration, budget_reset_at, spend, metadata, model_max_budget, aliases)
            FROM STDIN (FORMAT BINARY)
            """);
        foreach (var key in keys)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(key.Hash, NpgsqlDbType.Text);
            await copy.WriteAsync($"sk-...{key.Text[^4..]}", NpgsqlDbType.Text);
            await WriteAsync(key.Alias, NpgsqlDbType.Text);
            await WriteAsync(key.UserId, NpgsqlDbType.Text);
            await WriteAsync(key.TeamId, NpgsqlDbType.Text);
            await copy.WriteAsync(key.Models, NpgsqlDbType.Array | NpgsqlDbType.Text);
            await copy.WriteAsync(key.AllowedRoutes, NpgsqlDbType.Array | NpgsqlDbType.Text);
            await WriteAsync(key.Blocked, NpgsqlDbType.Boolean);
            await WriteAsync(key.ExpiresAt?.UtcDateTime.AsUnzoned(), NpgsqlDbType.Timestamp);
            await WriteAsync(key.CreatedAt?.UtcDateTime.AsUnzoned(), NpgsqlDbType.Timestamp);
            await WriteAsync(key.LastActiveAt?.UtcDateTime.AsUnzoned(), NpgsqlDbType.Timestamp);
            await WriteAsync(key.ParallelRequests, NpgsqlDbType.Integer);
            await WriteAsync(key.RequestsPerMinute, NpgsqlDbType.Bigint);
            await WriteAsync(key.TokensPerMinute, NpgsqlDbType.Bigint);
            await WriteAsync(key.MaxBudget, NpgsqlDbType.Double);
            await WriteAsync(key.BudgetDuration, NpgsqlDbType.Text);
            await WriteAsync(key.BudgetResetAt?.UtcDateTime.AsUnzoned(), NpgsqlDbType.Timestamp);
            await copy.WriteAsync(key.Spend, NpgsqlDbType.Double);
            await copy.WriteAsync(key.Metadata, NpgsqlDbType.Jsonb);
            await copy.WriteAsync(key.ModelMaxBudget, NpgsqlDbType.Jsonb);
            await copy.WriteAsync(key.Aliases, NpgsqlDbType.Jsonb);
        }

        await copy.CompleteAsync();

        Task WriteAsync(object? value, NpgsqlDbType type) => value is null ? copy.WriteNullAsync() : copy.WriteAsync(value, type);
    }
}

/// <summary>Times as the proxy's columns have them.</summary>
internal static class UnzonedTime
{
    /// <summary>The same, without saying that it is UTC.</summary>
    public static DateTime AsUnzoned(this DateTime utc) => DateTime.SpecifyKind(utc, DateTimeKind.Unspecified);
}
