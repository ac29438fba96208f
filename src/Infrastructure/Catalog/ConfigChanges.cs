using System.Text.Json;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>Says in a line how two configurations differ: names and ids, no addresses and no keys.</summary>
internal static class ConfigChanges
{
    private const int MostNamed = 20;

    /// <summary>What is different in the later one.</summary>
    public static string Between(ConfigFile before, ConfigFile after)
    {
        var (old, young) = (ById(before), ById(after));
        var changes = new List<string>();
        Add(changes, "models added", GroupsOf(after).Except(GroupsOf(before)));
        Add(changes, "models removed", GroupsOf(before).Except(GroupsOf(after)));
        Add(changes, "deployments added", young.Keys.Except(old.Keys));
        Add(changes, "deployments removed", old.Keys.Except(young.Keys));
        Add(changes, "deployments changed", young.Keys.Where(id => old.TryGetValue(id, out var twin) && !DeploymentComparison.AreSame(twin, young[id])));
        if (JsonSerializer.Serialize(before.Rules) != JsonSerializer.Serialize(after.Rules))
        {
            changes.Add("rules changed");
        }

        if (!before.Aliases.SequenceEqual(after.Aliases))
        {
            changes.Add("aliases changed");
        }

        return changes.Count == 0 ? "nothing that matters has changed" : string.Join("; ", changes);
    }

    private static void Add(List<string> changes, string what, IEnumerable<string> names)
    {
        var sorted = names.Order(StringComparer.Ordinal).ToArray();
        if (sorted.Length > 0)
        {
            var more = sorted.Length > MostNamed ? $" and {sorted.Length - MostNamed} more" : string.Empty;
            changes.Add($"{what}: {string.Join(", ", sorted.Take(MostNamed))}{more}");
        }
    }

    private static IEnumerable<string> GroupsOf(ConfigFile file) => file.Deployments.Select(deployment => deployment.ModelName).Distinct(StringComparer.Ordinal);

    private static Dictionary<string, Deployment> ById(ConfigFile file) => file.Deployments.ToDictionary(deployment => deployment.Id, StringComparer.Ordinal);
}
