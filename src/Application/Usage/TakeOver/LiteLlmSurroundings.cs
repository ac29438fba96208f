namespace AkashChat.Application.Usage.TakeOver;

/// <summary>All that keys refer to.</summary>
public sealed record LiteLlmSurroundings
{
    /// <summary>The users by id.</summary>
    public IReadOnlyDictionary<string, LiteLlmScope> Users { get; init; } = None<LiteLlmScope>();

    /// <summary>The teams by id.</summary>
    public IReadOnlyDictionary<string, LiteLlmScope> Teams { get; init; } = None<LiteLlmScope>();

    /// <summary>The organisations by id.</summary>
    public IReadOnlyDictionary<string, LiteLlmScope> Organizations { get; init; } = None<LiteLlmScope>();

    /// <summary>The projects by id.</summary>
    public IReadOnlyDictionary<string, LiteLlmScope> Projects { get; init; } = None<LiteLlmScope>();

    /// <summary>The budgets by id.</summary>
    public IReadOnlyDictionary<string, LiteLlmBudget> Budgets { get; init; } = None<LiteLlmBudget>();

    /// <summary>The memberships of users in teams.</summary>
    public IReadOnlyDictionary<(string UserId, string TeamId), LiteLlmScope> Memberships { get; init; } = new Dictionary<(string, string), LiteLlmScope>();

    /// <summary>Secrets that were rotated away and still work, by the hash of the newest one.</summary>
    public IReadOnlyDictionary<string, LiteLlmOldSecret> OldSecrets { get; init; } = None<LiteLlmOldSecret>();

    private static Dictionary<string, T> None<T>() => new(StringComparer.Ordinal);
}
