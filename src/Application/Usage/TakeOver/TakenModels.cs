using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>Reads lists of models, in which words and patterns stand beside names.</summary>
/// <param name="offered">The models on offer here.</param>
internal sealed class TakenModels(RoutingTable offered)
{
    private const string AllOfTeam = "all-team-models";
    private const string None = "no-default-models";
    private static readonly string[] All = ["*", "all-proxy-models"];

    /// <summary>The models that a key may call; null: all.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hasTeam">Whether its team is known.</param>
    /// <param name="shared">The lists of what it belongs to: only what is in all of them is allowed.</param>
    /// <param name="remarks">Gets what differs.</param>
    internal IReadOnlyList<string>? Of(LiteLlmKey key, bool hasTeam, IEnumerable<IReadOnlyList<string>> shared, ISet<Remark> remarks)
    {
        if (key.AccessGroups.Count > 0 && key.Models.Count > 0)
        {
            remarks.Add(Remark.AccessGroups);
        }

        IEnumerable<string>? models;
        if (key.Models.Contains(AllOfTeam))
        {
            models = hasTeam ? null : [];
            if (!hasTeam)
            {
                remarks.Add(Remark.TeamModelsWithoutTeam);
            }
        }
        else
        {
            models = Expand(key.Models, remarks);
        }

        foreach (var list in shared)
        {
            var names = Expand(list, remarks);
            models = models is null || names is null ? models ?? names : models.Intersect(names);
        }

        string[]? allowed = models is null ? null : [.. models.Distinct().Order(StringComparer.Ordinal)];
        if (allowed?.Any(name => offered.Find(name) is null) == true)
        {
            remarks.Add(Remark.NotOffered);
        }

        return allowed;
    }

    private List<string>? Expand(IReadOnlyList<string> entries, ISet<Remark> remarks)
    {
        if (entries.Count == 0 || entries.Any(All.Contains))
        {
            return null;
        }

        var names = new List<string>();
        foreach (var entry in entries.Where(entry => entry is not (None or AllOfTeam)))
        {
            if (!entry.Contains('*', StringComparison.Ordinal))
            {
                names.Add(entry);
                continue;
            }

            remarks.Add(Remark.Wildcards);
            names.AddRange(offered.Groups.Select(group => group.Name).Where(name => Matches(name, entry)));
        }

        return names;
    }

    /// <summary>Whether a name matches a pattern in which each star stands for any text.</summary>
    private static bool Matches(string name, string pattern)
    {
        var parts = pattern.Split('*');
        if (!name.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = name.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return name.Length - at >= parts[^1].Length && name.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
