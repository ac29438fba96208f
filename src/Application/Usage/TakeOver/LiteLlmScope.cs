namespace AkashChat.Application.Usage.TakeOver;

/// <summary>What keys share: a user, team, organisation, project, or a user's membership of a team.</summary>
public sealed record LiteLlmScope
{
    /// <summary>The models that may be called; empty: all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What all its keys together may use.</summary>
    public LiteLlmAllowance Allowance { get; init; } = new();

    /// <summary>What is kept beside it.</summary>
    public LiteLlmExtras Extras { get; init; } = new();

    /// <summary>A row of <c>LiteLLM_BudgetTable</c> that holds for it too.</summary>
    public string? BudgetId { get; init; }

    /// <summary>The organisation it is in.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Whether it is blocked, and all its keys with it.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>A user's mail address.</summary>
    public string? Email { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>A row of <c>LiteLLM_BudgetTable</c>.</summary>
/// <param name="Allowance">What it allows; what was spent stands elsewhere.</param>
/// <param name="Models">The models it allows; empty: all.</param>
/// <param name="Extras">What is kept beside it.</param>
public sealed record LiteLlmBudget(LiteLlmAllowance Allowance, IReadOnlyList<string> Models, LiteLlmExtras Extras);

/// <summary>A secret that was rotated away and still works.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="EndsAt">Until when it works.</param>
public sealed record LiteLlmOldSecret(string Hash, DateTimeOffset EndsAt);
