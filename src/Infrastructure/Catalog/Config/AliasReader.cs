using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads <c>model_group_alias</c>: <c>alias: group</c>, or <c>alias: {model: group, hidden: true}</c>. An alias may name another.</summary>
internal sealed class AliasReader
{
    private const string Key = "model_group_alias";
    private readonly Dictionary<string, Said> _said = new(StringComparer.Ordinal);
    private readonly HashSet<string> _groups;
    private readonly bool _hasMore;

    private AliasReader(IEnumerable<Deployment> deployments, bool hasMore)
    {
        _groups = deployments.Select(deployment => deployment.ModelName).ToHashSet(StringComparer.Ordinal);
        _hasMore = hasMore;
    }

    /// <summary>Reads them.</summary>
    public static IReadOnlyList<ModelAlias> Read(YamlObject? router, IEnumerable<Deployment> deployments, bool hasMore)
    {
        if (router?.Object(Key) is not { } section)
        {
            return [];
        }

        var reader = new AliasReader(deployments, hasMore);
        foreach (var name in section.Names)
        {
            reader.ReadOne(section, name);
        }

        return [.. reader._said.Select(said => reader.Resolve(said.Key, said.Value)).OfType<ModelAlias>()];
    }

    private void ReadOne(YamlObject section, string name)
    {
        var place = section.PlaceOf(name);
        var (group, isHidden) = section.IsObject(name) ? ReadLong(section.Object(name)!) : (section.Text(name), false);
        if (group is null)
        {
            place.Fault($"the alias {name} names no model");
        }
        else if (!ConfigFileReader.IsUsableName(name) || name.Contains('*', StringComparison.Ordinal))
        {
            place.Fault($"the alias {name} is no name that a caller could use");
        }
        else if (_groups.Contains(name))
        {
            place.Fault($"the alias {name} is the name of a model in model_list");
        }
        else
        {
            _said[name] = new Said(group, isHidden, place);
        }
    }

    private static (string? Group, bool IsHidden) ReadLong(YamlObject alias)
    {
        var result = (alias.Text("model"), alias.Flag("hidden") ?? false);
        alias.ReportLeftOver(Key, _ => false);
        return result;
    }

    private ModelAlias? Resolve(string name, Said said)
    {
        var group = said.Group;
        for (var steps = 0; _said.TryGetValue(group, out var next); steps++)
        {
            if (steps > _said.Count)
            {
                said.Place.Fault($"the alias {name} leads back to an alias, never to a model");
                return null;
            }

            group = next.Group;
        }

        if (_groups.Contains(group))
        {
            return new ModelAlias(name, group, said.IsHidden);
        }

        if (_hasMore)
        {
            said.Place.Warning($"the alias {name} names {group}, which no entry of model_list has; it has no effect unless the upstream offers it");
            return new ModelAlias(name, group, said.IsHidden);
        }

        said.Place.Fault($"the alias {name} names {group}, which no entry of model_list has");
        return null;
    }

    private sealed record Said(string Group, bool IsHidden, ConfigPlace Place);
}
