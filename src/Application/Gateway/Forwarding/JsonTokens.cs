using System.Buffers;
using System.Text.Json;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>How far the texts and numbers of JSON reach (RFC 8259, sections 6 and 7).</summary>
internal static class JsonTokens
{
    // Whatever does not simply belong to a text: its end, an escape, what must not stand in it.
    private static readonly SearchValues<byte> TextStops = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> SimpleEscapes = SearchValues.Create("\"\\/bfnrt"u8);

    /// <summary>How long the text is that stands at the start, quotes included.</summary>
    /// <param name="json">It begins with a quote.</param>
    /// <param name="isEscaped">Whether there are escapes in it.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static int TextLength(ReadOnlySpan<byte> json, out bool isEscaped)
    {
        isEscaped = false;
        var at = 1;
        while (true)
        {
            var stop = json[at..].IndexOfAny(TextStops);
            if (stop < 0)
            {
                throw NoJson();
            }

            at += stop;
            if (json[at] == '"')
            {
                return at + 1;
            }

            isEscaped = true;
            at += EscapeLength(json[at..]);
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

    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'\\', var kind, ..])
        {
            if (SimpleEscapes.Contains(kind))
            {
                return 2;
            }

            if (kind == 'u' && text is [_, _, var a, var b, var c, var d, ..] && IsHex(a) && IsHex(b) && IsHex(c) && IsHex(d))
            {
                return 6;
            }
        }

        throw NoJson();
    }

    private static bool IsHex(byte digit) => char.IsAsciiHexDigit((char)digit);
}
