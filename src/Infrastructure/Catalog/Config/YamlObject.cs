using YamlDotNet.RepresentationModel;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>One mapping of the file, read key by key: what was asked for, what was left over, and what is wrong, by line.</summary>
internal sealed class YamlObject
{
    private const string MergeKey = "<<";
    private const int MaxMerges = 16;
    private readonly YamlMappingNode _node;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public YamlObject(YamlMappingNode node, ConfigReading reading)
    {
        _node = node;
        Reading = reading;
        Take(node, 0);
    }

    /// <summary>The same mapping, unread, with a different meaning of the environment.</summary>
    public YamlObject With(Func<string, string?> environment) => new(_node, Reading.With(environment));

    /// <summary>The file that it is part of.</summary>
    public ConfigReading Reading { get; }

    /// <summary>The line the mapping begins in.</summary>
    public long Line => _node.Start.Line;

    /// <summary>Where the mapping begins.</summary>
    public ConfigPlace Place => new(Reading, Line);

    /// <summary>All its keys, for mappings whose keys are names.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Whether the key is there and says something.</summary>
    public bool Has(string key) => _entries.TryGetValue(key, out var entry) && !ConfigReading.IsNothing(entry.Value);

    /// <summary>The line of a key, or of the mapping if it lacks the key.</summary>
    public long LineOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Line : Line;

    /// <summary>The place of a key, or of the mapping if it lacks the key.</summary>
    public ConfigPlace PlaceOf(string key) => new(Reading, LineOf(key));

    /// <summary>A text; <c>os.environ/NAME</c> is replaced by the variable's value.</summary>
    public string? Text(string key) => Find(key) is { } value ? Reading.Text(value, key) : null;

    /// <summary>A list of texts; empty: there is none.</summary>
    public IReadOnlyList<ConfigText> Texts(string key)
    {
        if (Find(key) is not { } value)
        {
            return [];
        }

        if (value is not YamlSequenceNode list)
        {
            Reading.Fault(value.Start.Line, $"{key} is not a list");
            return [];
        }

        return
        [
            .. list
                .Select(entry => (Text: Reading.Text(entry, $"an entry of {key}"), Place: new ConfigPlace(Reading, entry.Start.Line)))
                .Where(entry => entry.Text is not null)
                .Select(entry => new ConfigText(entry.Text!, entry.Place)),
        ];
    }

    /// <summary>A mapping.</summary>
    public YamlObject? Object(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new YamlObject(mapping, Reading);
            case { } other:
                Reading.Fault(other.Start.Line, $"{key} is not a mapping");
                return null;
        }
    }

    /// <summary>Whether the value is a mapping.</summary>
    public bool IsObject(string key) => _entries.TryGetValue(key, out var entry) && entry.Value is YamlMappingNode;

    /// <summary>A list of mappings; entries of another kind are faults.</summary>
    public IReadOnlyList<YamlObject> Objects(string key)
    {
        var value = Find(key);
        if (value is not (null or YamlSequenceNode))
        {
            Reading.Fault(value.Start.Line, $"{key} is not a list");
        }

        var objects = new List<YamlObject>();
        foreach (var entry in (value as YamlSequenceNode)?.Children ?? [])
        {
            if (entry is YamlMappingNode mapping)
            {
                objects.Add(new YamlObject(mapping, Reading));
            }
            else
            {
                Reading.Fault(entry.Start.Line, $"an entry of {key} is not a mapping");
            }
        }

        return objects;
    }

    /// <summary>Counts keys as read.</summary>
    public void Ignore(params IEnumerable<string> keys) => _asked.UnionWith(keys);

    /// <summary>Reports every key that nobody asked for: a warning if LiteLLM knows it, else a fault.</summary>
    public void ReportLeftOver(string where, Func<string, bool> isKnownElsewhere)
    {
        foreach (var (name, entry) in _entries.Where(entry => !_asked.Contains(entry.Key)))
        {
            if (isKnownElsewhere(name))
            {
                Reading.Warning(entry.Line, $"{where}.{name} is not supported here and has no effect");
            }
            else
            {
                Reading.Fault(entry.Line, $"{where} has no key {name}");
            }
        }
    }

    private YamlNode? Find(string key)
    {
        _asked.Add(key);
        return _entries.TryGetValue(key, out var entry) && !ConfigReading.IsNothing(entry.Value) ? entry.Value : null;
    }

    // What a mapping says itself comes before what it merges (<<: *anchor).
    private void Take(YamlMappingNode node, int depth)
    {
        foreach (var (key, value) in node.Children)
        {
            if (key is not YamlScalarNode { Value: { } name })
            {
                Reading.Fault(key.Start.Line, "a key is not a text");
            }
            else if (name != MergeKey)
            {
                _entries.TryAdd(name, new Entry(key.Start.Line, value));
            }
        }

        if (node.Children.TryGetValue(new YamlScalarNode(MergeKey), out var merged))
        {
            Merge(merged, depth);
        }
    }

    private void Merge(YamlNode merged, int depth)
    {
        foreach (var part in merged is YamlSequenceNode list ? list.Children : [merged])
        {
            if (part is YamlMappingNode mapping && depth < MaxMerges)
            {
                Take(mapping, depth + 1);
            }
            else
            {
                Reading.Fault(merged.Start.Line, $"{MergeKey} does not name mappings");
            }
        }
    }

    private readonly record struct Entry(long Line, YamlNode Value);
}
