using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AkashChat.Domain.Catalog;

/// <summary>All models on offer at one moment. Immutable: a change is a new table, swapped whole.</summary>
public sealed class RoutingTable
{
    private readonly FrozenDictionary<string, ModelGroup> _groups;

    private RoutingTable(ImmutableArray<ModelGroup> groups, DateTimeOffset loadedAt)
    {
        Groups = groups;
        LoadedAt = loadedAt;
        _groups = groups.ToFrozenDictionary(group => group.Name, StringComparer.Ordinal);
    }

    /// <summary>The models, sorted by name.</summary>
    public ImmutableArray<ModelGroup> Groups { get; }

    /// <summary>When the table was made.</summary>
    public DateTimeOffset LoadedAt { get; }

    /// <summary>Groups deployments by their model name.</summary>
    /// <param name="deployments">The deployments, in the order of the configuration.</param>
    /// <param name="modes">What each model is for, where that is known.</param>
    /// <param name="now">When the table is made.</param>
    public static RoutingTable Of(
        IEnumerable<Deployment> deployments, IReadOnlyDictionary<string, string> modes, DateTimeOffset now) =>
        new(
            [
                .. deployments
                    .GroupBy(deployment => deployment.ModelName, StringComparer.Ordinal)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new ModelGroup(group.Key, modes.GetValueOrDefault(group.Key), [.. group])),
            ],
            now);

    /// <summary>The model of that name; null: there is none.</summary>
    public ModelGroup? Find(string modelName) => _groups.GetValueOrDefault(modelName);
}
