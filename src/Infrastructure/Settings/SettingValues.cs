using System.Globalization;

namespace AkashChat.Infrastructure.Settings;

/// <summary>Settings as text, and all that was found wrong with them so far.</summary>
/// <param name="values">The text of each setting by its name; an empty one is as good as none.</param>
internal sealed class SettingValues(IReadOnlyDictionary<string, string> values)
{
    private readonly List<string> _faults = [];

    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The names of all settings, sorted.</summary>
    public IEnumerable<string> Names => values.Keys.Order(StringComparer.Ordinal);

    /// <summary>The text of a setting, trimmed; null: it is not set.</summary>
    public string? Text(string name) =>
        values.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>The parts of a setting that are parted by commas; empty: it is not set.</summary>
    public string[] Parts(string name) =>
        (Text(name) ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A whole number within bounds; null: it is not set, or at fault.</summary>
    public int? Whole(string name, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fault($"{name} is not a whole number from {least} to {most}");
        return null;
    }

    /// <summary>Whether a setting says <c>on</c> or <c>off</c>; null: it is not set, or at fault.</summary>
    public bool? IsOn(string name)
    {
        switch (Text(name))
        {
            case "on": return true;
            case "off": return false;
            case null: return null;
            default:
                Fault($"{name} is neither on nor off");
                return null;
        }
    }

    /// <summary>An http or https address without credentials, query and fragment; null: it is not set, or at fault.</summary>
    public Uri? Address(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            ? address
            : Fault<Uri>($"{name} is not an http or https address without credentials, query and fragment");
    }

    /// <summary>Notes a fault. It may name the setting, never a secret's value.</summary>
    public void Fault(string text) => _faults.Add(text);

    /// <summary>Notes a fault, in the place of a value.</summary>
    /// <returns>Null.</returns>
    public T? Fault<T>(string text)
        where T : class
    {
        _faults.Add(text);
        return null;
    }
}
