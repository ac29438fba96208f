using System.Collections.Frozen;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads how deployments are chosen, for all groups and for some.</summary>
internal static class StrategyReader
{
    private const string Key = "routing_strategy";
    private const string Arguments = "routing_strategy_args";
    private const double MaxBuffer = 100;

    /// <summary>The strategy that a section names.</summary>
    public static RoutingStrategy? Read(YamlObject? section)
    {
        switch (section?.Text(Key))
        {
            case null:
                return null;
            case "usage-based-routing":
                section.PlaceOf(Key).Warning("usage-based-routing is not supported here; usage-based-routing-v2 takes its place");
                return RoutingStrategy.UsageBased;
            case "lar1":
                section.PlaceOf(Key).Warning("lar1 is not supported here; simple-shuffle takes its place");
                return RoutingStrategy.SimpleShuffle;
            case var name when StrategyNames.Find(name) is { } strategy:
                return strategy;
            default:
                section.PlaceOf(Key).Fault($"{Key} is none of {StrategyNames.All}");
                return null;
        }
    }

    /// <summary>How much slower than the best one still counts as equal.</summary>
    public static double ReadBuffer(YamlObject? router)
    {
        var arguments = router?.Object(Arguments);
        var buffer = arguments?.Number("lowest_latency_buffer", 0, mayEqual: true, MaxBuffer);
        arguments?.ReportLeftOver(Arguments, LiteLlmGrammar.StrategyArguments.Contains);
        return buffer ?? 0;
    }

    /// <summary>Groups that choose in another way.</summary>
    public static FrozenDictionary<string, RoutingStrategy> ReadOfGroups(YamlObject? router, ModelNames names)
    {
        const string Groups = "routing_groups";
        var found = new Dictionary<string, RoutingStrategy>(StringComparer.Ordinal);
        foreach (var section in router?.Objects(Groups) ?? [])
        {
            var strategy = Read(section);
            section.Ignore("group_name");
            foreach (var model in section.Texts("models"))
            {
                if (names.Check(model.Value, model.Place, Groups) && strategy is { } chosen && !found.TryAdd(names.GroupOf(model.Value), chosen))
                {
                    model.Place.Fault($"{Groups} names {model.Value} twice");
                }
            }

            section.ReportLeftOver(Groups, name => name == Arguments);
        }

        return found.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
