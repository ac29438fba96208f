namespace AkashChat.Domain.Catalog;

/// <summary>One limit: whose use, of what, within which time.</summary>
/// <param name="Level">Whose use counts together.</param>
/// <param name="Measure">What is counted.</param>
/// <param name="Limit">How much there is: requests, tokens or µUSD.</param>
/// <param name="Window">The time it holds for; null: the measure is <see cref="LimitMeasure.Parallel"/>.</param>
public sealed record LimitRule(LimitLevel Level, LimitMeasure Measure, long Limit, LimitWindow? Window)
{
    /// <summary>The team whose requests it is for; null: those of all teams.</summary>
    public string? Team { get; init; }

    /// <summary>The model whose requests it is for and counts, a name or the wildcard of the configuration; null: those of all models.</summary>
    public string? Model { get; init; }

    /// <summary>Whether it is for a team's requests of a model.</summary>
    /// <param name="team">The team.</param>
    /// <param name="group">The model; null: none is known, and only rules for all models apply.</param>
    public bool AppliesTo(string team, ModelGroup? group) =>
        (Team is null || string.Equals(Team, team, StringComparison.Ordinal))
        && (group is null ? Model is null && Level != LimitLevel.Model : Model is null || Model == group.Name || Model == group.Pattern);
}
