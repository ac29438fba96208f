using System.Buffers;
using System.Text.Json;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>How far the texts and numbers of JSON reach (RFC 8259, sections 6 and 7).</summary>
internal static class JsonTokens
{
    // Whatever does not simply belong to a text: its end, an escape, what must not stand in it.
    private static readonly SearchValues<byte> TextStops = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    /// <summary>How long the text is that stands at the start, quotes included.</summary>
    /// <param name="json">It begins with a quote.</param>
    /// <param name="isEscaped">Whether there are escapes in it.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static int TextLength(ReadOnlySpan<byte> json, out bool isEscaped)
    {
        isEscaped = false;
        var stop = json[1..].IndexOfAny(TextStops) + 1;
        switch (json[stop])
        {
            case (byte)'"' when stop > 0:
                return stop + 1;
            case (byte)'\\':
                isEscaped = true;
                return JsonEscapes.EndOfText(json, stop);
            default:
                throw NoJson();
        }
    }

    /// <summary>How long the number is that stands at the start.</summary>
    /// <param name="json">At least a byte.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static int NumberLength(ReadOnlySpan<byte> json)
    {
        var at = json[0] == '-' ? 1 : 0;
        at += at < json.Length && json[at] == '0' ? 1 : DigitsLength(json[at..]);
        if (at < json.Length && json[at] == '.')
        {
            at++;
            at += DigitsLength(json[at..]);
        }

        if (at < json.Length && json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            at += at < json.Length && json[at] is (byte)'+' or (byte)'-' ? 1 : 0;
            at += DigitsLength(json[at..]);
        }

        return at;
    }

    /// <summary>What says that it is no JSON. Where it is not, nobody is told: the text is the caller's.</summary>
    public static JsonException NoJson() => new();

    private static int DigitsLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiDigit((char)text[length]))
        {
            length++;
        }

        return length > 0 ? length : throw NoJson();
    }
}
