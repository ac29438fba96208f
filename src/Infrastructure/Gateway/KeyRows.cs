using System.Data.Common;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Keys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Reads what the gateway needs to know of a key, past EF: the first call need not wait for its model.</summary>
internal static class KeyRows
{
    private const string Select =
        "SELECT k.id, k.user_id, k.team_id, k.state, k.created_at, k.expires_at, k.hash, k.previous_ends_at, u.tier, "
        + "k.own_parallel_requests, k.own_requests_per_minute, k.own_tokens_per_minute, k.own_budget_micro_usd, k.own_models "
        + "FROM api_keys AS k JOIN users AS u ON u.id = k.user_id WHERE k.hash = @p0 OR k.previous_hash = @p0";

    /// <summary>Finds a key by the hash of a secret that opens it, or did before its last rotation.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    internal static async Task<KeySnapshot?> FindAsync(
        PlainConnections connections, KeyPolicies policies, string hash, CancellationToken cancellationToken)
    {
        await using var database = await connections.OpenAsync(cancellationToken);
        await using var select = database.Command(Select, hash);
        await using var row = await select.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Read(row, hash).Under(policies.For((Tier)row.GetInt32(8))) : null;
    }

    // There are few teams and many keys: one text for each team.
    private static KeySnapshot Read(DbDataReader row, string hash) => new()
    {
        Id = row.GetString(0),
        UserId = row.GetGuid(1),
        TeamId = string.Intern(row.GetString(2)),
        State = (KeyState)row.GetInt32(3),
        CreatedAt = TimeAt(row, 4)!.Value,
        ExpiresAt = TimeAt(row, 5),
        RotatedAwayAt = row.GetString(6) == hash ? null : TimeAt(row, 7),
        Limits = OwnLimits(row),
    };

    private static KeyLimits OwnLimits(DbDataReader row) => new()
    {
        ParallelRequests = NumberAt(row, 9),
        RequestsPerMinute = NumberAt(row, 10),
        TokensPerMinute = NumberAt(row, 11),
        BudgetMicroUsd = row.IsDBNull(12) ? null : row.GetInt64(12),
        Models = row.IsDBNull(13) ? null : TextsConverter.Read(row.GetString(13)),
    };

    private static int? NumberAt(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    private static DateTimeOffset? TimeAt(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero);
}
