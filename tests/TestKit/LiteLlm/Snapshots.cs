using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>A key as the proxy has it at one moment; its text is not among it.</summary>
public sealed record KeySnapshot(string Hash, string? Alias, string? Name, string? UserId, string? TeamId)
{
    public required IReadOnlyList<string> Models { get; init; }

    public required double? MaxBudget { get; init; }

    public required string? BudgetDuration { get; init; }

    public required DateTimeOffset? BudgetResetAt { get; init; }

    public required long? RequestsPerMinute { get; init; }

    public required long? TokensPerMinute { get; init; }

    public required long? MaxParallelRequests { get; init; }

    /// <summary>The metadata as JSON text.</summary>
    public required string Metadata { get; init; }

    public required bool IsBlocked { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required double Spend { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset? LastActiveAt { get; init; }

    /// <summary>The whole row as JSON text.</summary>
    public required string Row { get; init; }

    internal static KeySnapshot Of(JsonObject row) => new(
        row.Text("token")!, row.Text("key_alias"), row.Text("key_name"), row.Text("user_id"), row.Text("team_id"))
    {
        Models = row.Texts("models"),
        MaxBudget = row.Number("max_budget"),
        BudgetDuration = row.Text("budget_duration"),
        BudgetResetAt = row.Time("budget_reset_at"),
        RequestsPerMinute = row.Whole("rpm_limit"),
        TokensPerMinute = row.Whole("tpm_limit"),
        MaxParallelRequests = row.Whole("max_parallel_requests"),
        Metadata = row["metadata"]!.ToJsonString(),
        IsBlocked = row.Flag("blocked") == true,
        ExpiresAt = row.Time("expires"),
        Spend = row.Number("spend") ?? 0,
        CreatedAt = row.Time("created_at")!.Value,
        UpdatedAt = row.Time("updated_at")!.Value,
        LastActiveAt = row.Time("last_active"),
        Row = row.ToJsonString(),
    };
}

/// <summary>A user as the proxy has it at one moment.</summary>
public sealed record UserSnapshot(string Id, string? Email, string? Alias, string? Role)
{
    public required IReadOnlyList<string> Teams { get; init; }

    public required IReadOnlyList<string> Models { get; init; }

    public required double? MaxBudget { get; init; }

    public required string? BudgetDuration { get; init; }

    public required long? RequestsPerMinute { get; init; }

    public required long? TokensPerMinute { get; init; }

    public required long? MaxParallelRequests { get; init; }

    /// <summary>The metadata as JSON text.</summary>
    public required string Metadata { get; init; }

    public required double Spend { get; init; }

    /// <summary>The whole row as JSON text.</summary>
    public required string Row { get; init; }

    internal static UserSnapshot Of(JsonObject row) => new(
        row.Text("user_id")!, row.Text("user_email"), row.Text("user_alias"), row.Text("user_role"))
    {
        Teams = row.Texts("teams"),
        Models = row.Texts("models"),
        MaxBudget = row.Number("max_budget"),
        BudgetDuration = row.Text("budget_duration"),
        RequestsPerMinute = row.Whole("rpm_limit"),
        TokensPerMinute = row.Whole("tpm_limit"),
        MaxParallelRequests = row.Whole("max_parallel_requests"),
        Metadata = row["metadata"]!.ToJsonString(),
        Spend = row.Number("spend") ?? 0,
        Row = row.ToJsonString(),
    };
}

/// <summary>A team as the proxy has it at one moment.</summary>
public sealed record TeamSnapshot(string Id, string? Alias)
{
    /// <summary>The members' ids with their roles.</summary>
    public required IReadOnlyDictionary<string, string> Members { get; init; }

    public required IReadOnlyList<string> Models { get; init; }

    public required double? MaxBudget { get; init; }

    public required string? BudgetDuration { get; init; }

    public required long? RequestsPerMinute { get; init; }

    public required long? TokensPerMinute { get; init; }

    /// <summary>The metadata as JSON text.</summary>
    public required string Metadata { get; init; }

    public required bool IsBlocked { get; init; }

    public required double Spend { get; init; }

    /// <summary>The whole row as JSON text.</summary>
    public required string Row { get; init; }

    internal static TeamSnapshot Of(JsonObject row) => new(row.Text("team_id")!, row.Text("team_alias"))
    {
        Members = row["members_with_roles"]!.AsArray().ToDictionary(
            member => member!.AsObject().Text("user_id")!, member => member!.AsObject().Text("role")!, StringComparer.Ordinal),
        Models = row.Texts("models"),
        MaxBudget = row.Number("max_budget"),
        BudgetDuration = row.Text("budget_duration"),
        RequestsPerMinute = row.Whole("rpm_limit"),
        TokensPerMinute = row.Whole("tpm_limit"),
        Metadata = row["metadata"]!.ToJsonString(),
        IsBlocked = row.Flag("blocked") == true,
        Spend = row.Number("spend") ?? 0,
        Row = row.ToJsonString(),
    };
}
