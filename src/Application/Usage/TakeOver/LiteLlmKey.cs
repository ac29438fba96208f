namespace AkashChat.Application.Usage.TakeOver;

/// <summary>A row of <c>LiteLLM_VerificationToken</c>. What the proxy's version does not have is null or empty.</summary>
public sealed record LiteLlmKey
{
    /// <summary>SHA-256 of the key, if it is one (<c>token</c>).</summary>
    public required string Hash { get; init; }

    /// <summary>How the proxy shows it: <c>sk-...abcd</c>.</summary>
    public string? ShownAs { get; init; }

    /// <summary>What its holder calls it.</summary>
    public string? Alias { get; init; }

    /// <summary>Whose it is.</summary>
    public string? UserId { get; init; }

    /// <summary>The team it is in.</summary>
    public string? TeamId { get; init; }

    /// <summary>The organisation it is in.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The project it is in.</summary>
    public string? ProjectId { get; init; }

    /// <summary>A row of <c>LiteLLM_BudgetTable</c> that holds for it too.</summary>
    public string? BudgetId { get; init; }

    /// <summary>The models it may call; empty: all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The routes it may call; empty: all.</summary>
    public IReadOnlyList<string> AllowedRoutes { get; init; } = [];

    /// <summary>Whether it is blocked.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last used.</summary>
    public DateTimeOffset? LastActiveAt { get; init; }

    /// <summary>What it may use.</summary>
    public LiteLlmAllowance Allowance { get; init; } = new();

    /// <summary>What is kept beside it.</summary>
    public LiteLlmExtras Extras { get; init; } = new();

    /// <summary>Other names for models, as JSON.</summary>
    public string? Aliases { get; init; }

    /// <summary>The groups of models that it may call besides.</summary>
    public IReadOnlyList<string> AccessGroups { get; init; } = [];

    /// <summary>Whether the proxy gives it a new secret from time to time.</summary>
    public bool IsRotated { get; init; }
}
