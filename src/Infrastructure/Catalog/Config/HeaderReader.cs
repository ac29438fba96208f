using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using AkashChat.Domain.Common;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads <c>extra_headers</c> and <c>default_headers</c>.</summary>
internal static class HeaderReader
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(HeaderCharacters.OfNames);

    // These say how the message itself is sent; a wrong one would break the connection.
    private static readonly FrozenSet<string> Ours = new[]
    {
        "Host", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding", "Upgrade", "Expect", "TE", "Trailer", "Keep-Alive",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads both; what <c>extra_headers</c> say counts.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Read(YamlObject parameters)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in new[] { parameters.Object("extra_headers"), parameters.Object("default_headers") }.OfType<YamlObject>())
        {
            foreach (var name in section.Names)
            {
                if (section.Text(name) is { } value && IsUsable(section.PlaceOf(name), name, value))
                {
                    headers.TryAdd(name, value);
                }
            }
        }

        return [.. headers];
    }

    private static bool IsUsable(ConfigPlace place, string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters) || value.Any(character => character is < ' ' or > '~'))
        {
            place.Fault($"the header {name} has characters that no HTTP header can carry");
            return false;
        }

        if (Ours.Contains(name))
        {
            place.Fault($"the header {name} cannot be set: it belongs to the connection");
            return false;
        }

        return true;
    }
}
