using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Knows which names the file's models answer to, for the rules that speak of them.</summary>
/// <param name="table">The models and their aliases.</param>
/// <param name="hasMore">Whether a server offers further ones.</param>
internal sealed class ModelNames(RoutingTable table, bool hasMore)
{
    /// <summary>The names of the groups.</summary>
    public IEnumerable<string> Groups => table.Groups.Select(group => group.Name);

    /// <summary>The group's own name where the name is an alias, else the name itself.</summary>
    public string GroupOf(string name) => table.Aliases.FirstOrDefault(alias => alias.Name == name)?.Group ?? name;

    /// <summary>Whether the name is the id of a deployment, and no model's.</summary>
    public bool IsIdOfDeployment(string name) => table.MatchOf(name) == ModelMatch.Deployment;

    /// <summary>Whether it is known what a model costs.</summary>
    /// <param name="name">The model, by the name of its group; null: any model.</param>
    public bool HasPrice(string? name) => name is null
        ? table.Groups.Any(group => group.HighestPrice is not null)
        : (table.Find(name) ?? table.Groups.FirstOrDefault(group => group.Name == name))?.HighestPrice is not null;

    /// <summary>Whether the name is a model's; else it is told: as a fault, unless it may be one of a server's that are not in the file.</summary>
    public bool Check(string name, ConfigPlace place, string what)
    {
        if (table.Find(name) is not null || table.Groups.Any(group => group.Name == name))
        {
            return true;
        }

        if (hasMore)
        {
            place.Warning($"{what} names {name}, which no entry of model_list has; it has no effect unless the upstream offers it");
            return true;
        }

        place.Fault($"{what} names {name}, which no entry of model_list has");
        return false;
    }
}
