using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AkashChat.Domain.Catalog;

/// <summary>All models on offer at one moment, and the rules by which requests find them. Immutable: a change is a new table, swapped whole.</summary>
public sealed class RoutingTable
{
    // Callers choose the names that wildcards match; what is remembered of them has a bound.
    private const int MaxRemembered = 1000;
    private const int MaxNameLength = 256;

    private readonly FrozenDictionary<string, ModelGroup> _names;
    private readonly ImmutableArray<WildcardGroup> _wildcards;
    private readonly ConcurrentDictionary<string, ModelGroup> _matched = new(StringComparer.Ordinal);

    private RoutingTable(
        ImmutableArray<ModelGroup> groups,
        FrozenDictionary<string, ModelGroup> names,
        ImmutableArray<ModelAlias> aliases,
        RoutingRules rules,
        DateTimeOffset loadedAt,
        int version)
    {
        Groups = groups;
        _names = names;
        _wildcards = [.. groups.Where(group => WildcardGroup.IsPattern(group.Name)).Select(group => new WildcardGroup(group)).OrderByDescending(wildcard => wildcard.Specificity)];
        Aliases = aliases;
        Rules = rules;
        LoadedAt = loadedAt;
        Version = version;
    }

    /// <summary>The models, sorted by name; those with a wildcard in their name are patterns.</summary>
    public ImmutableArray<ModelGroup> Groups { get; }

    /// <summary>Other names of models.</summary>
    public ImmutableArray<ModelAlias> Aliases { get; }

    /// <summary>The rules.</summary>
    public RoutingRules Rules { get; }

    /// <summary>When the table was made.</summary>
    public DateTimeOffset LoadedAt { get; }

    /// <summary>Counts the tables of this process, from 1.</summary>
    public int Version { get; }

    /// <summary>Groups deployments by their model name.</summary>
    /// <param name="deployments">The deployments, in the order of the configuration.</param>
    /// <param name="modes">What each model is for, where that is known.</param>
    /// <param name="now">When the table is made.</param>
    /// <param name="rules">The rules; null: the defaults.</param>
    /// <param name="aliases">Other names; one that is a model's own name, or means no model, counts for nothing.</param>
    /// <param name="version">Which table of this process it is.</param>
    public static RoutingTable Of(
        IEnumerable<Deployment> deployments,
        IReadOnlyDictionary<string, string> modes,
        DateTimeOffset now,
        RoutingRules? rules = null,
        IEnumerable<ModelAlias>? aliases = null,
        int version = 1)
    {
        ImmutableArray<ModelGroup> groups =
        [
            .. deployments
                .GroupBy(deployment => deployment.ModelName, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new ModelGroup(group.Key, modes.GetValueOrDefault(group.Key), [.. group])),
        ];

        // A pattern is no model: nobody calls it by its own name, by an alias or by the id of a deployment.
        var models = groups.Where(group => !WildcardGroup.IsPattern(group.Name)).ToArray();
        var names = models.ToDictionary(group => group.Name, StringComparer.Ordinal);
        ImmutableArray<ModelAlias> used = [.. (aliases ?? []).Where(alias => names.ContainsKey(alias.Group) && !names.ContainsKey(alias.Name))];
        foreach (var alias in used)
        {
            names.TryAdd(alias.Name, names[alias.Group]);
        }

        // A deployment can be asked for by its id; a group's own name comes first.
        foreach (var group in models)
        {
            foreach (var deployment in group.Deployments)
            {
                names.TryAdd(deployment.Id, group.Deployments.Length == 1 ? group : group with { Deployments = [deployment] });
            }
        }

        return new RoutingTable(groups, names.ToFrozenDictionary(StringComparer.Ordinal), used, rules ?? RoutingRules.Default, now, version);
    }

    /// <summary>The model of that name: its own, an alias, the id of one of its deployments, or one that the most specific wildcard matches. Null: there is none.</summary>
    public ModelGroup? Find(string modelName) =>
        _names.GetValueOrDefault(modelName) ?? (_wildcards.IsEmpty ? null : Match(modelName));

    /// <summary>By what <see cref="Find"/> finds it.</summary>
    public ModelMatch MatchOf(string modelName) => Find(modelName) switch
    {
        null => ModelMatch.None,
        { Pattern: not null } => ModelMatch.Wildcard,
        var group when group.Name == modelName => ModelMatch.Name,
        _ => Aliases.Any(alias => alias.Name == modelName) ? ModelMatch.Alias : ModelMatch.Deployment,
    };

    private ModelGroup? Match(string modelName)
    {
        if (_matched.TryGetValue(modelName, out var known))
        {
            return known;
        }

        // Longer ones, and those with control characters, no record could carry.
        if (modelName.Length > MaxNameLength || modelName.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            return null;
        }

        if (_matched.Count >= MaxRemembered)
        {
            _matched.Clear();
        }

        foreach (var wildcard in _wildcards)
        {
            if (wildcard.Match(modelName) is { } group)
            {
                return _matched.GetOrAdd(modelName, group);
            }
        }

        return null;
    }
}
