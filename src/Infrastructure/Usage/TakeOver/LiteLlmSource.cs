using System.Data;
using System.Runtime.CompilerServices;
using AkashChat.Application.Usage.TakeOver;
using AkashChat.Infrastructure.Settings;
using Npgsql;

namespace AkashChat.Infrastructure.Usage.TakeOver;

/// <summary>Reads the tables of a LiteLLM proxy, all as they were at one moment.</summary>
/// <remarks>Versions of the proxy differ in their columns and tables: what is missing reads as null, what is unknown is not read.</remarks>
internal sealed class LiteLlmSource : ILiteLlmSource
{
    private const string KeyTable = "LiteLLM_VerificationToken";
    private static readonly TimeSpan LongestQuery = TimeSpan.FromMinutes(10);

    private static readonly (string Name, string Type)[] AllowanceColumns =
    [
        ("max_parallel_requests", "bigint"), ("rpm_limit", "bigint"), ("tpm_limit", "bigint"),
        ("max_budget", "double precision"), ("budget_duration", "text"), ("budget_reset_at", "timestamp"), ("spend", "double precision"),
    ];

    private static readonly (string Name, string Type)[] ExtraColumns =
    [
        ("model_max_budget", "text"), ("budget_limits", "text"), ("metadata", "text"), ("policies", "text[]"), ("object_permission_id", "text"),
    ];

    private static readonly (string Name, string Type)[] KeyColumns =
    [
        ("token", "text"), ("key_name", "text"), ("key_alias", "text"), ("user_id", "text"), ("team_id", "text"), ("organization_id", "text"),
        ("project_id", "text"), ("budget_id", "text"), ("models", "text[]"), ("allowed_routes", "text[]"), ("blocked", "boolean"), ("expires", "timestamp"),
        ("created_at", "timestamp"), ("last_active", "timestamp"), ("aliases", "text"), ("access_group_ids", "text[]"), ("auto_rotate", "boolean"),
        .. AllowanceColumns, .. ExtraColumns,
    ];

    private static readonly (string Name, string Type)[] ScopeColumns =
    [
        ("models", "text[]"), ("allowed_models", "text[]"), ("budget_id", "text"), ("organization_id", "text"), ("blocked", "boolean"), ("user_email", "text"),
        ("created_at", "timestamp"), .. AllowanceColumns, .. ExtraColumns,
    ];

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly ILookup<string, string> _columns;

    private LiteLlmSource(NpgsqlConnection connection, NpgsqlTransaction transaction, ILookup<string, string> columns) =>
        (_connection, _transaction, _columns) = (connection, transaction, columns);

    /// <summary>Opens it.</summary>
    /// <param name="connectionString">Where it is.</param>
    /// <param name="where">The same for people, without a password.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StartupException">It is no database of a LiteLLM proxy.</exception>
    internal static async Task<LiteLlmSource> OpenAsync(string connectionString, string where, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await using (var readOnly = new NpgsqlCommand("SET TRANSACTION READ ONLY", connection, transaction))
            {
                await readOnly.ExecuteNonQueryAsync(cancellationToken);
            }

            var columns = await ReadColumnsAsync(connection, cancellationToken);
            return columns[KeyTable].Contains("token")
                ? new LiteLlmSource(connection, transaction, columns)
                : throw new StartupException($"{where} is not the database of a LiteLLM proxy", [$"there is no table \"{KeyTable}\" with a column token that this user may read"]);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<LiteLlmSurroundings> ReadSurroundingsAsync(DateTimeOffset now, CancellationToken cancellationToken) => new()
    {
        Users = await ReadScopesAsync("LiteLLM_UserTable", "user_id", cancellationToken),
        Teams = await ReadScopesAsync("LiteLLM_TeamTable", "team_id", cancellationToken),
        Organizations = await ReadScopesAsync("LiteLLM_OrganizationTable", "organization_id", cancellationToken),
        Projects = await ReadScopesAsync("LiteLLM_ProjectTable", "project_id", cancellationToken),
        Budgets = (await ReadScopesAsync("LiteLLM_BudgetTable", "budget_id", cancellationToken))
            .ToDictionary(budget => budget.Key, budget => new LiteLlmBudget(budget.Value.Allowance, budget.Value.Models, budget.Value.Extras), StringComparer.Ordinal),
        Memberships = await ReadMembershipsAsync(cancellationToken),
        OldSecrets = await ReadOldSecretsAsync(now, cancellationToken),
    };

    public async IAsyncEnumerable<LiteLlmKey> ReadKeysAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in ReadAsync(KeyTable, KeyColumns, "ORDER BY created_at NULLS FIRST, token", cancellationToken))
        {
            yield return row.ToKey();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<ILookup<string, string>> ReadColumnsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = ANY (current_schemas(false))", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var columns = new List<(string Table, string Column)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        return columns.ToLookup(item => item.Table, item => item.Column, StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, LiteLlmScope>> ReadScopesAsync(string table, string id, CancellationToken cancellationToken)
    {
        var scopes = new Dictionary<string, LiteLlmScope>(StringComparer.Ordinal);
        await foreach (var row in ReadAsync(table, [(id, "text"), .. ScopeColumns.Where(column => column.Name != id)], string.Empty, cancellationToken))
        {
            if (row.Text(id) is { } name)
            {
                scopes[name] = row.ToScope();
            }
        }

        return scopes;
    }

    private async Task<Dictionary<(string UserId, string TeamId), LiteLlmScope>> ReadMembershipsAsync(CancellationToken cancellationToken)
    {
        var memberships = new Dictionary<(string, string), LiteLlmScope>();
        await foreach (var row in ReadAsync("LiteLLM_TeamMembership", [("user_id", "text"), ("team_id", "text"), .. ScopeColumns], string.Empty, cancellationToken))
        {
            if (row.Text("user_id") is { } user && row.Text("team_id") is { } team)
            {
                memberships[(user, team)] = row.ToScope();
            }
        }

        return memberships;
    }

    /// <summary>Of several old secrets of one key, the one that works the longest: there is place for one.</summary>
    private async Task<Dictionary<string, LiteLlmOldSecret>> ReadOldSecretsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var secrets = new Dictionary<string, LiteLlmOldSecret>(StringComparer.Ordinal);
        (string, string)[] columns = [("token", "text"), ("active_token_id", "text"), ("revoke_at", "timestamp")];
        await foreach (var row in ReadAsync("LiteLLM_DeprecatedVerificationToken", columns, "ORDER BY revoke_at", cancellationToken))
        {
            if (row.Text("token") is { } old && row.Text("active_token_id") is { } active && row.Time("revoke_at") is { } end && end > now)
            {
                secrets[active] = new LiteLlmOldSecret(old, end);
            }
        }

        return secrets;
    }

    private async IAsyncEnumerable<LiteLlmRow> ReadAsync(
        string table, (string Name, string Type)[] columns, string order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_columns[table].Any())
        {
            yield break;
        }

        var there = _columns[table].ToHashSet(StringComparer.Ordinal);
        var list = string.Join(", ", columns.Select(column => $"{(there.Contains(column.Name) ? $"source.\"{column.Name}\"" : "NULL")}::{column.Type} AS \"{column.Name}\""));
        await using var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandTimeout = (int)LongestQuery.TotalSeconds;
#pragma warning disable CA2100 // Names of tables and columns are constants of this class.
        command.CommandText = $"SELECT {list} FROM \"{table}\" AS source {order}";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = new LiteLlmRow(reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return row;
        }
    }
}
