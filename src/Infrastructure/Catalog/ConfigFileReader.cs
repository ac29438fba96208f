using System.Security.Cryptography;
using System.Text;
using AkashChat.Infrastructure.Catalog.Config;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>Reads <c>config.yaml</c> in LiteLLM's grammar: all its faults at once, each with its line.</summary>
public static class ConfigFileReader
{
    /// <summary>The longest name of a model.</summary>
    internal const int MaxNameLength = 256;

    /// <summary>Reads a file and those that it includes.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="surroundings">What it is read against.</param>
    public static ConfigFile Load(string path, ConfigSurroundings surroundings)
    {
        var paths = new List<string>();
        var texts = new List<string?>();
        var file = new WholeConfig(surroundings, included => Note(Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, included))).Read(Note(path));
        return file with { Texts = ConfigTexts.Of(paths, texts) };

        string? Note(string which)
        {
            var text = ConfigTexts.Read(which);
            paths.Add(which);
            texts.Add(text);
            return text;
        }
    }

    /// <summary>Reads the text of a file; there is none that it could include.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="environment">Looks up <c>os.environ/NAME</c>.</param>
    public static ConfigFile Read(string yaml, Func<string, string?> environment) =>
        Read(yaml, new ConfigSurroundings(environment), _ => null);

    /// <summary>Reads the text of a file.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="surroundings">What it is read against.</param>
    /// <param name="include">The text of an included file by its name; null: it cannot be read.</param>
    public static ConfigFile Read(string yaml, ConfigSurroundings surroundings, Func<string, string?> include) =>
        new WholeConfig(surroundings, include).Read(yaml);

    /// <summary>Whether records can carry the name: they hold 256 characters, and databases no NUL.</summary>
    internal static bool IsUsableName(string name) => name.Length is > 0 and <= MaxNameLength && !name.Any(char.IsControl);

    /// <summary>Whether a header can carry the text.</summary>
    internal static bool IsVisibleAscii(string text) => text.All(character => character is > ' ' and <= '~');

    internal static Uri? AddressOf(string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + '/', UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? address
            : null;

    // Public, so it must not give the address away: only a hash that stays the same over restarts.
    internal static string IdOf(string name, string upstreamModel, Uri address) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{upstreamModel}\n{address}")))[..12];
}
