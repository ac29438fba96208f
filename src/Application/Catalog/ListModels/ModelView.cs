using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Catalog.ListModels;

/// <summary>A model as callers see it.</summary>
/// <param name="Name">The name to put into requests.</param>
/// <param name="Mode">What it is for, if that is known: <c>chat</c>, <c>completion</c>, <c>embedding</c>.</param>
/// <param name="IsDemo">Whether it is the built-in demo, which only repeats what it is told.</param>
/// <param name="ListedAt">When it was put on offer, as far as this process knows.</param>
public sealed record ModelView(string Name, string? Mode, bool IsDemo, DateTimeOffset ListedAt)
{
    /// <summary>The longest prompt, in tokens, that every deployment takes; null: not said.</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>The longest answer, in tokens, that every deployment gives; null: not said.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Whether it takes pictures; null: not said.</summary>
    public bool? Vision { get; init; }

    /// <summary>Whether it calls tools; null: not said.</summary>
    public bool? Tools { get; init; }

    /// <summary>What a token costs at most; null: not said.</summary>
    public TokenPrice? Price { get; init; }

    /// <summary>Whether it can be called now.</summary>
    public ModelState State { get; init; }

    /// <summary>The views of all models of a table under all names that are shown, sorted by name. Patterns are no names that one can call.</summary>
    /// <param name="table">The table.</param>
    /// <param name="states">How the models are; null: that is not asked.</param>
    public static IReadOnlyList<ModelView> Of(RoutingTable table, IModelStates? states = null)
    {
        var groups = table.Groups.Where(group => !group.Name.Contains('*', StringComparison.Ordinal)).Select(group => (group.Name, Group: group));
        var aliases = table.Aliases.Where(alias => !alias.IsHidden).Select(alias => (alias.Name, Group: table.Find(alias.Group)!));
        return
        [
            .. groups.Concat(aliases)
                .OrderBy(named => named.Name, StringComparer.Ordinal)
                .Select(named => Of(named.Name, named.Group, table.LoadedAt) with { State = states?.Of(named.Group) ?? ModelState.Unknown }),
        ];
    }

    private static ModelView Of(string name, ModelGroup group, DateTimeOffset listedAt)
    {
        var capabilities = group.Deployments.Select(deployment => deployment.Capabilities).ToArray();
        return new ModelView(name, group.Mode, group.IsDemo, listedAt)
        {
            MaxInputTokens = capabilities.Min(can => can.MaxInputTokens),
            MaxOutputTokens = capabilities.Min(can => can.MaxOutputTokens),
            Vision = AllOf(capabilities, can => can.Vision),
            Tools = AllOf(capabilities, can => can.Tools),
            Price = HighestOf(group),
        };
    }

    // One deployment that cannot is enough to make it a gamble; one that was not described is none.
    private static bool? AllOf(ModelCapabilities[] capabilities, Func<ModelCapabilities, bool?> can)
    {
        var said = capabilities.Select(can).OfType<bool>().ToArray();
        return said.Length == 0 ? null : said.All(does => does);
    }

    private static TokenPrice? HighestOf(ModelGroup group)
    {
        var prices = group.Deployments.Select(deployment => deployment.Price).OfType<TokenPrice>().ToArray();
        return prices.Length == 0 ? null : new TokenPrice(prices.Max(price => price.InputFemtoUsd), prices.Max(price => price.OutputFemtoUsd));
    }
}
