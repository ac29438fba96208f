namespace AkashChat.Application.Usage.TakeOver;

/// <summary>What the proxy keeps beside a key, user, team, organisation, project or budget, mostly as JSON.</summary>
public sealed record LiteLlmExtras
{
    /// <summary>Budgets of single models, as JSON.</summary>
    public string? ModelMaxBudget { get; init; }

    /// <summary>Several budgets with windows of their own, as JSON.</summary>
    public string? BudgetLimits { get; init; }

    /// <summary>All that has no column, as JSON.</summary>
    public string? Metadata { get; init; }

    /// <summary>The policies (of guardrails) that hold.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>Names what else it may use, such as tool servers.</summary>
    public string? ObjectPermissionId { get; init; }
}
