using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AkashChat.Domain.Common;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>The header lines of a request or an answer, in the order in which they came. So few are found faster one after the other than through a hash.</summary>
internal sealed class HeaderList : IHeaderDictionary
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(HeaderCharacters.OfNames);
    private static readonly SearchValues<char> Printable = SearchValues.Create(HeaderCharacters.OfValues);

    private KeyValuePair<string, StringValues>[] _lines = new KeyValuePair<string, StringValues>[16];

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <summary>Whether they are on their way already, so that nothing can be changed any more.</summary>
    public bool IsReadOnly { get; set; }

    /// <inheritdoc/>
    public ICollection<string> Keys => [.. this.Select(line => line.Key)];

    /// <inheritdoc/>
    public ICollection<StringValues> Values => [.. this.Select(line => line.Value)];

    /// <inheritdoc/>
    public long? ContentLength
    {
        get => HeaderUtilities.TryParseNonNegativeInt64(this[HeaderNames.ContentLength].ToString(), out var length) ? length : null;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(value));
            this[HeaderNames.ContentLength] = value?.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What was sent under a name; setting nothing takes it out.</summary>
    /// <exception cref="InvalidOperationException">It is on its way already, or cannot stand in a header: whoever reads it would take the rest for another header.</exception>
    public StringValues this[string key]
    {
        get => Find(key) is >= 0 and var index ? _lines[index].Value : StringValues.Empty;
        set
        {
            RequireChangeable();
            var index = Find(key);
            if (value.Count == 0)
            {
                RemoveAt(index);
                return;
            }

            RequireValid(value);
            RequireLength(key, value);
            if (index >= 0)
            {
                _lines[index] = new(_lines[index].Key, value);
                return;
            }

            RequireValid(key);
            Append(key, value);
        }
    }

    /// <summary>The lines.</summary>
    internal ReadOnlySpan<KeyValuePair<string, StringValues>> Lines => _lines.AsSpan(0, Count);

    /// <summary>Adds a line that was received and looked at; one more of the same name joins the first.</summary>
    internal void AddReceived(string name, string value)
    {
        var index = Find(name);
        if (index < 0)
        {
            Append(name, value);
        }
        else
        {
            _lines[index] = new(_lines[index].Key, StringValues.Concat(_lines[index].Value, value));
        }
    }

    /// <summary>Forgets all, for the next one.</summary>
    internal void Reset()
    {
        IsReadOnly = false;
        _lines.AsSpan(0, Count).Clear();
        Count = 0;
    }

    /// <inheritdoc/>
    public void Add(string key, StringValues value)
    {
        if (Find(key) >= 0)
        {
            throw new ArgumentException($"There is a header {key} already.", nameof(key));
        }

        this[key] = value;
    }

    /// <inheritdoc/>
    public void Add(KeyValuePair<string, StringValues> item) => Add(item.Key, item.Value);

    /// <inheritdoc/>
    public void Clear()
    {
        RequireChangeable();
        Reset();
    }

    /// <inheritdoc/>
    public bool Contains(KeyValuePair<string, StringValues> item) => TryGetValue(item.Key, out var value) && value.Equals(item.Value);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Find(key) >= 0;

    /// <inheritdoc/>
    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => Lines.CopyTo(array.AsSpan(arrayIndex));

    /// <inheritdoc/>
    public bool Remove(string key)
    {
        RequireChangeable();
        return RemoveAt(Find(key));
    }

    /// <inheritdoc/>
    public bool Remove(KeyValuePair<string, StringValues> item) => Contains(item) && Remove(item.Key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value)
    {
        var index = Find(key);
        value = index >= 0 ? _lines[index].Value : default;
        return index >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return _lines[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(string name)
    {
        var lines = Lines;
        for (var index = 0; index < lines.Length; index++)
        {
            var known = lines[index].Key;
            if (ReferenceEquals(known, name) || (known.Length == name.Length && known.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                return index;
            }
        }

        return -1;
    }

    private void Append(string name, StringValues value)
    {
        if (Count == _lines.Length)
        {
            Array.Resize(ref _lines, Count * 2);
        }

        _lines[Count++] = new(name, value);
    }

    private bool RemoveAt(int index)
    {
        if (index < 0)
        {
            return false;
        }

        Lines[(index + 1)..].CopyTo(_lines.AsSpan(index));
        _lines[--Count] = default;
        return true;
    }

    private void RequireChangeable()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("The head of the answer is on its way already.");
        }
    }

    // One that nobody can read would go out beside chunks, and be read by somebody.
    private static void RequireLength(string name, StringValues value)
    {
        if (name.Length == HeaderNames.ContentLength.Length
            && name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase)
            && !HeaderUtilities.TryParseNonNegativeInt64(value.ToString(), out _))
        {
            throw new InvalidOperationException("That is no length.");
        }
    }

    private static void RequireValid(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new InvalidOperationException("That is no name of a header.");
        }
    }

    private static void RequireValid(StringValues values)
    {
        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~') && value.AsSpan().ContainsAnyExcept(Printable))
            {
                throw new InvalidOperationException("A header's value has only printable characters of ASCII.");
            }
        }
    }
}
