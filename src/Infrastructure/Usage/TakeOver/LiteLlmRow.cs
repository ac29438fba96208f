using AkashChat.Application.Usage.TakeOver;
using Npgsql;

namespace AkashChat.Infrastructure.Usage.TakeOver;

/// <summary>The row that a reader stands on.</summary>
internal sealed class LiteLlmRow(NpgsqlDataReader reader)
{
    private readonly Dictionary<string, int> _ordinals =
        Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, StringComparer.Ordinal);

    internal string? Text(string column) => Find<string>(column) is { Length: > 0 } text ? text : null;

    internal string[] Texts(string column) => [.. (Find<string?[]>(column) ?? []).OfType<string>()];

    internal bool Flag(string column) => FindValue<bool>(column) ?? false;

    /// <summary>A time. The proxy's columns have no zone and mean UTC.</summary>
    internal DateTimeOffset? Time(string column) =>
        FindValue<DateTime>(column) is { } time ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : null;

    internal LiteLlmAllowance ToAllowance() => new()
    {
        ParallelRequests = FindValue<long>("max_parallel_requests"),
        RequestsPerMinute = FindValue<long>("rpm_limit"),
        TokensPerMinute = FindValue<long>("tpm_limit"),
        MaxBudget = FindValue<double>("max_budget"),
        BudgetDuration = Text("budget_duration"),
        BudgetResetAt = Time("budget_reset_at"),
        Spend = FindValue<double>("spend") ?? 0,
    };

    internal LiteLlmExtras ToExtras() => new()
    {
        ModelMaxBudget = Text("model_max_budget"),
        BudgetLimits = Text("budget_limits"),
        Metadata = Text("metadata"),
        Policies = Texts("policies"),
        ObjectPermissionId = Text("object_permission_id"),
    };

    internal LiteLlmScope ToScope() => new()
    {
        Models = Texts("models") is { Length: > 0 } models ? models : Texts("allowed_models"),
        Allowance = ToAllowance(),
        Extras = ToExtras(),
        BudgetId = Text("budget_id"),
        OrganizationId = Text("organization_id"),
        IsBlocked = Flag("blocked"),
        Email = Text("user_email"),
        CreatedAt = Time("created_at"),
    };

    internal LiteLlmKey ToKey() => new()
    {
        Hash = Text("token") ?? string.Empty,
        ShownAs = Text("key_name"),
        Alias = Text("key_alias"),
        UserId = Text("user_id"),
        TeamId = Text("team_id"),
        OrganizationId = Text("organization_id"),
        ProjectId = Text("project_id"),
        BudgetId = Text("budget_id"),
        Models = Texts("models"),
        AllowedRoutes = Texts("allowed_routes"),
        IsBlocked = Flag("blocked"),
        ExpiresAt = Time("expires"),
        CreatedAt = Time("created_at"),
        LastActiveAt = Time("last_active"),
        Allowance = ToAllowance(),
        Extras = ToExtras(),
        Aliases = Text("aliases"),
        AccessGroups = Texts("access_group_ids"),
        IsRotated = Flag("auto_rotate"),
    };

    private T? Find<T>(string column)
        where T : class =>
        _ordinals.TryGetValue(column, out var ordinal) && !reader.IsDBNull(ordinal) ? reader.GetFieldValue<T>(ordinal) : null;

    private T? FindValue<T>(string column)
        where T : struct =>
        _ordinals.TryGetValue(column, out var ordinal) && !reader.IsDBNull(ordinal) ? reader.GetFieldValue<T>(ordinal) : null;
}
