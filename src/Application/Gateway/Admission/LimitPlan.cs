using System.Collections.Concurrent;
using System.Collections.Immutable;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>All limits that requests of one key for one model are under. Made once and kept with the key: it is asked for every request.</summary>
public sealed class LimitPlan
{
    // A page with more of them tells nobody anything.
    private const int MostOfModels = 200;

    // A few for each tier and for what the operator set for single keys.
    private const int MostShared = 1_000;

    private static readonly ConcurrentDictionary<LimitRule, LimitRule> Shared = new();

    private readonly KeyLimits _own;
    private readonly ImmutableArray<LimitRule> _rules;
    private readonly ModelGroup? _group;

    private LimitPlan(KeySnapshot key, ImmutableArray<LimitRule> rules, ModelGroup? group)
    {
        (_own, _rules, _group) = (key.Limits, rules, group);
        Limits = [.. Merge(RulesOf(key.Limits).Concat(rules.Where(rule => rule.AppliesTo(key.TeamId, group))), key, group)];
        CountTokens = Limits.Any(limit => limit.Rule.Measure == LimitMeasure.Tokens);
        CountMoney = Limits.Any(limit => limit.Rule.Measure == LimitMeasure.Money);
    }

    /// <summary>The limits, those of the key first.</summary>
    public ImmutableArray<(LimitRule Rule, LimitCounter Counter)> Limits { get; }

    /// <summary>Whether one of them counts tokens.</summary>
    public bool CountTokens { get; }

    /// <summary>Whether one of them counts money.</summary>
    public bool CountMoney { get; }

    /// <summary>The plan for a key's requests of a model.</summary>
    /// <param name="key">The key.</param>
    /// <param name="rules">The limits of the configuration.</param>
    /// <param name="group">The model; null: what holds for all of them.</param>
    public static LimitPlan Of(KeySnapshot key, ImmutableArray<LimitRule> rules, ModelGroup? group)
    {
        if (key.LastPlan is { } last && ReferenceEquals(last._own, key.Limits) && last._rules == rules && ReferenceEquals(last._group, group))
        {
            return last;
        }

        return key.LastPlan = new LimitPlan(key, rules, group);
    }

    /// <summary>The limits that a call is under because a model stands in: those that are for that model, or count it, and that nothing of the call counts in yet.</summary>
    /// <param name="key">Whose call it is.</param>
    /// <param name="rules">The limits of the configuration.</param>
    /// <param name="standIn">The model that stands in.</param>
    /// <param name="counted">The limits in which the call counts already.</param>
    internal static ImmutableArray<(LimitRule Rule, LimitCounter Counter)> OfStandIn(
        KeySnapshot key, ImmutableArray<LimitRule> rules, ModelGroup standIn, IReadOnlyList<LimitState> counted)
    {
        var own = rules.Where(rule => IsOfModel(rule) && rule.AppliesTo(key.TeamId, standIn));
        return [.. Merge(own, key, standIn).Where(limit => counted.All(state => state.Counter != limit.Counter))];
    }

    /// <summary>The limits of single models, for whoever wants to read them all.</summary>
    /// <param name="key">The key.</param>
    /// <param name="rules">The limits of the configuration.</param>
    /// <param name="groups">The models.</param>
    internal static IEnumerable<(LimitRule Rule, LimitCounter Counter)> OfModels(KeySnapshot key, ImmutableArray<LimitRule> rules, IEnumerable<ModelGroup> groups)
    {
        // Each name that a wildcard matches is a model of its own, and nobody knows them all.
        var own = rules.Where(IsOfModel).ToList();
        return own.Count == 0 ? [] : groups
            .SelectMany(group => Merge(own.Where(rule => rule.AppliesTo(key.TeamId, group) && !(rule.Level == LimitLevel.Model && group.IsPattern)), key, group))
            .DistinctBy(limit => limit.Counter)
            .Take(MostOfModels);
    }

    private static bool IsOfModel(LimitRule rule) => rule.Model is not null || rule.Level == LimitLevel.Model;

    private static IEnumerable<LimitRule> RulesOf(KeyLimits limits)
    {
        if (limits.ParallelRequests is { } parallel)
        {
            yield return Rule(LimitMeasure.Parallel, parallel, null);
        }

        if (limits.RequestsPerMinute is { } requests)
        {
            yield return Rule(LimitMeasure.Requests, requests, LimitWindow.Minute);
        }

        if (limits.TokensPerMinute is { } tokens)
        {
            yield return Rule(LimitMeasure.Tokens, tokens, LimitWindow.Minute);
        }

        if (limits.BudgetMicroUsd is { } budget)
        {
            yield return Rule(LimitMeasure.Money, budget, LimitWindow.Month);
        }
    }

    // Most keys have their tier's: the same objects for all of them, of which each call reads.
    private static LimitRule Rule(LimitMeasure measure, long limit, LimitWindow? window)
    {
        var rule = new LimitRule(LimitLevel.Key, measure, limit, window);
        return Shared.TryGetValue(rule, out var shared) ? shared : Shared.Count < MostShared ? Shared.GetOrAdd(rule, rule) : rule;
    }

    /// <summary>Of rules with the same counter the narrowest is enough, and counts once.</summary>
    private static IEnumerable<(LimitRule Rule, LimitCounter Counter)> Merge(IEnumerable<LimitRule> rules, KeySnapshot key, ModelGroup? group) =>
        rules
            .Select(rule => (Rule: rule, Counter: CounterOf(rule, key, group)))
            .GroupBy(limit => limit.Counter)
            .Select(same => same.MinBy(limit => limit.Rule.Limit));

    // One that counts a model's calls counts all of them, whether the rule is for this model or for each.
    private static LimitCounter CounterOf(LimitRule rule, KeySnapshot key, ModelGroup? group) => new(
        rule.Level, SubjectOf(rule.Level, key, group), rule.Measure, rule.Window, rule.Level == LimitLevel.Model ? null : rule.Model);

    private static string SubjectOf(LimitLevel level, KeySnapshot key, ModelGroup? group) => level switch
    {
        LimitLevel.Key => key.Id,
        LimitLevel.User => key.UserId.ToString("N"),
        LimitLevel.Team => key.TeamId,
        LimitLevel.Model => group?.Name ?? string.Empty,
        _ => string.Empty,
    };
}
