namespace AkashChat.Application.Usage.TakeOver;

/// <summary>What a key, user, team, organisation or project may use at the proxy; null: no limit.</summary>
public sealed record LiteLlmAllowance
{
    /// <summary>How many requests may be open at the same moment.</summary>
    public long? ParallelRequests { get; init; }

    /// <summary>How many requests may begin within a minute.</summary>
    public long? RequestsPerMinute { get; init; }

    /// <summary>How many tokens may be used within a minute.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>How much may be spent within a window, in US dollars.</summary>
    public double? MaxBudget { get; init; }

    /// <summary>How long the window is, such as <c>30d</c>; null: it has no end.</summary>
    public string? BudgetDuration { get; init; }

    /// <summary>When the next window begins.</summary>
    public DateTimeOffset? BudgetResetAt { get; init; }

    /// <summary>What was spent within the window, in US dollars.</summary>
    public double Spend { get; init; }

    /// <summary>Whether it has a limit.</summary>
    public bool IsLimited => ParallelRequests is not null || RequestsPerMinute is not null || TokensPerMinute is not null || MaxBudget is not null;
}
