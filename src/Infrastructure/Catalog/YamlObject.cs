using System.Globalization;
using AkashChat.Domain.Catalog;
using YamlDotNet.RepresentationModel;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>One mapping of the file, read key by key: what was asked for, what was left over, and what is wrong, by line.</summary>
internal sealed class YamlObject(YamlMappingNode node, ConfigRemarks remarks, Func<string, string?> environment)
{
    private const string EnvironmentPrefix = "os.environ/";
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The line the mapping begins in.</summary>
    public long Line => node.Start.Line;

    /// <summary>A text; <c>os.environ/NAME</c> is replaced by the variable's value.</summary>
    public string? Text(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        if (value is not YamlScalarNode { Value: { Length: > 0 } text })
        {
            remarks.Fault(value.Start.Line, $"{key} is not a text");
            return null;
        }

        if (!text.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            return text;
        }

        var name = text[EnvironmentPrefix.Length..];
        var found = environment(name);
        if (string.IsNullOrEmpty(found))
        {
            remarks.Fault(value.Start.Line, $"{key} names the environment variable {name}, which is not set");
            return null;
        }

        return found;
    }

    /// <summary>A number between two bounds; the lower one itself counts if <paramref name="mayEqual"/>.</summary>
    public double? Number(string key, double least, bool mayEqual, double most = 1e9)
    {
        var line = LineOf(key);
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number <= most && (number > least || (mayEqual && number >= least)))
        {
            return number;
        }

        remarks.Fault(line, $"{key} is not a number {(mayEqual ? "of at least" : "above")} {least.ToString(CultureInfo.InvariantCulture)} and at most {most.ToString(CultureInfo.InvariantCulture)}");
        return null;
    }

    /// <summary>A price of one token in US dollars, in the units of <see cref="TokenPrice"/>; finer digits than those are rounded.</summary>
    public long? Price(string key)
    {
        var line = LineOf(key);
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var dollars) && dollars is >= 0 and <= TokenPrice.MaxUsd)
        {
            return (long)decimal.Round(dollars * TokenPrice.FemtoUsdPerUsd, MidpointRounding.AwayFromZero);
        }

        remarks.Fault(line, $"{key} is not a price in US dollars of at least 0 and at most {TokenPrice.MaxUsd} for one token, such as 1.5e-07");
        return null;
    }

    /// <summary>A mapping.</summary>
    public YamlObject? Object(string key) => Find(key) switch
    {
        null => null,
        YamlMappingNode mapping => new YamlObject(mapping, remarks, environment),
        var other => Wrong<YamlObject>(other, $"{key} is not a mapping"),
    };

    /// <summary>A list of mappings; entries of another kind are faults.</summary>
    public IEnumerable<YamlObject> Objects(string key)
    {
        switch (Find(key))
        {
            case null or YamlScalarNode { Value: null or "" or "~" or "null" }:
                yield break;
            case YamlSequenceNode list:
                foreach (var entry in list)
                {
                    if (entry is YamlMappingNode mapping)
                    {
                        yield return new YamlObject(mapping, remarks, environment);
                    }
                    else
                    {
                        remarks.Fault(entry.Start.Line, $"an entry of {key} is not a mapping");
                    }
                }

                break;
            case { } other:
                remarks.Fault(other.Start.Line, $"{key} is not a list");
                break;
        }
    }

    /// <summary>The line of a key, or of the mapping if it lacks the key.</summary>
    public long LineOf(string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value.Start.Line : Line;

    /// <summary>Reports every key that nobody asked for: a warning if LiteLLM knows it, else a fault.</summary>
    public void ReportLeftOver(string where, Func<string, bool> isKnownElsewhere)
    {
        foreach (var key in node.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name })
            {
                remarks.Fault(key.Start.Line, $"a key of {where} is not a text");
            }
            else if (_asked.Contains(name))
            {
                continue;
            }
            else if (isKnownElsewhere(name))
            {
                remarks.Warning(key.Start.Line, $"{where}.{name} is not supported here and has no effect");
            }
            else
            {
                remarks.Fault(key.Start.Line, $"{where} has no key {name}");
            }
        }
    }

    private YamlNode? Find(string key)
    {
        _asked.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    private T? Wrong<T>(YamlNode value, string text)
        where T : class
    {
        remarks.Fault(value.Start.Line, text);
        return null;
    }
}

/// <summary>Gathers remarks, so that all of them can be told at once.</summary>
internal sealed class ConfigRemarks
{
    public List<ConfigRemark> Faults { get; } = [];

    public List<ConfigRemark> Warnings { get; } = [];

    public void Fault(long line, string text) => Faults.Add(new ConfigRemark(line, text));

    public void Warning(long line, string text) => Warnings.Add(new ConfigRemark(line, text));
}
