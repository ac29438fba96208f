using System.Collections.Frozen;
using System.Collections.Immutable;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads which models stand in for which: <c>[{a: [b, c]}]</c>; <c>*</c> stands for every model without an entry of its own.</summary>
internal sealed class FallbackReader(ConfigSections sections, ModelNames names)
{
    private const string Everybody = "*";
    private const int MostFallbacks = 100;

    /// <summary>Reads all of them.</summary>
    public FallbackRules Read()
    {
        var general = Family("fallbacks", out var forAll);
        var rules = new FallbackRules
        {
            General = general,
            ContextWindow = Expanded("context_window_fallbacks"),
            ContentPolicy = Expanded("content_policy_fallbacks"),
            Defaults = Defaults() ?? forAll ?? [],
            Max = (int?)sections.Router?.Whole("max_fallbacks", 0, MostFallbacks) ?? FallbackRules.None.Max,
        };

        // Whoever asks whether there are any compares with the one that says none.
        return rules.General.Count + rules.ContextWindow.Count + rules.ContentPolicy.Count + rules.Defaults.Length == 0 ? FallbackRules.None : rules;
    }

    private ImmutableArray<string>? Defaults()
    {
        const string Key = "default_fallbacks";
        return sections.Holder(Key) is { } holder
            ? [.. holder.Texts(Key).Where(target => names.Check(target.Value, target.Place, Key)).Select(target => target.Value)]
            : null;
    }

    // These have no defaults of their own, so that the star is written out.
    private FrozenDictionary<string, ImmutableArray<string>> Expanded(string key)
    {
        var own = Family(key, out var forAll);
        if (forAll is not { } targets)
        {
            return own;
        }

        var all = own.ToDictionary();
        foreach (var group in names.Groups.Where(group => !targets.Contains(group)))
        {
            all.TryAdd(group, targets);
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private FrozenDictionary<string, ImmutableArray<string>> Family(string key, out ImmutableArray<string>? forAll)
    {
        var found = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        forAll = null;
        foreach (var entry in sections.Holder(key)?.Objects(key) ?? [])
        {
            foreach (var name in entry.Names)
            {
                var targets = Targets(entry, name, key);
                if (name == Everybody)
                {
                    forAll = targets;
                }
                else if (names.Check(name, entry.PlaceOf(name), key) && !found.TryAdd(names.GroupOf(name), targets))
                {
                    entry.PlaceOf(name).Fault($"{key} names {name} twice");
                }
            }
        }

        return found.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private ImmutableArray<string> Targets(YamlObject entry, string name, string key)
    {
        var targets = ImmutableArray.CreateBuilder<string>();
        foreach (var target in entry.Texts(name))
        {
            if (names.GroupOf(target.Value) == names.GroupOf(name))
            {
                target.Place.Fault($"{key} lets {name} stand in for itself");
            }
            else if (names.Check(target.Value, target.Place, key))
            {
                targets.Add(target.Value);
            }
        }

        return targets.ToImmutable();
    }
}
