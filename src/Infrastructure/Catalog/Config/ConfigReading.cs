using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>What all parts of one file's reading share: where its remarks go, and what <c>os.environ/NAME</c> means.</summary>
internal sealed class ConfigReading(string? file, List<ConfigRemark> faults, List<ConfigRemark> warnings, Func<string, string?> environment)
{
    private const string EnvironmentPrefix = "os.environ/";

    /// <summary>The file's name; null: the first one.</summary>
    public string? File => file;

    public void Fault(long line, string text) => faults.Add(new ConfigRemark(line, text) { File = file });

    public void Warning(long line, string text) => warnings.Add(new ConfigRemark(line, text) { File = file });

    /// <summary>The same file read with a different meaning of the environment.</summary>
    public ConfigReading With(Func<string, string?> other) => new(file, faults, warnings, other);

    /// <summary>A value as a text; null: it is none, which is a fault.</summary>
    /// <param name="value">The value.</param>
    /// <param name="what">Its name in remarks.</param>
    public string? Text(YamlNode value, string what)
    {
        if (value is not YamlScalarNode { Value: { Length: > 0 } text })
        {
            Fault(value.Start.Line, $"{what} is not a text");
            return null;
        }

        if (!text.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            return text;
        }

        var name = text[EnvironmentPrefix.Length..];
        if (environment(name) is { Length: > 0 } found)
        {
            return found;
        }

        Fault(value.Start.Line, $"{what} names the environment variable {name}, which is not set");
        return null;
    }

    /// <summary>Whether a value says nothing, in any of YAML's ways.</summary>
    public static bool IsNothing(YamlNode value) =>
        value is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any, Value: null or "" or "~" or "null" or "Null" or "NULL" };
}

/// <summary>One place of a file, for remarks that can only be made when everything is read.</summary>
internal readonly record struct ConfigPlace(ConfigReading Reading, long Line)
{
    public void Fault(string text) => Reading.Fault(Line, text);

    public void Warning(string text) => Reading.Warning(Line, text);
}

/// <summary>A text with its place.</summary>
internal readonly record struct ConfigText(string Value, ConfigPlace Place);
