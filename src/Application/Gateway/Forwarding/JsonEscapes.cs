using System.Numerics;
using System.Runtime.Intrinsics;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Texts of JSON with escapes in them (RFC 8259, section 7), many bytes at once: a long prompt has one in every few words.</summary>
internal static class JsonEscapes
{
    // As many as a word has bits.
    private const int BlockBytes = 64;
    private const ulong OddBits = 0xAAAA_AAAA_AAAA_AAAA;

    /// <summary>Where the text ends.</summary>
    /// <param name="json">The text, and what is behind it.</param>
    /// <param name="at">Within the text, at no byte that is escaped.</param>
    /// <returns>The place behind its last quote.</returns>
    /// <exception cref="System.Text.Json.JsonException">It does not end, has a wrong escape, or what must be escaped is not.</exception>
    public static int EndOfText(ReadOnlySpan<byte> json, int at)
    {
        while (json.Length - at >= BlockBytes)
        {
            var block = Vector512.Create(json.Slice(at, BlockBytes));
            var (quotes, slashes) = (Where(block, '"'), Where(block, '\\'));
            var escaping = Escaping(slashes);
            var escaped = escaping << 1;
            var ends = quotes & ~escaped;

            // All bits up to the first end; all if there is none.
            var within = ends ^ (ends - 1);
            if ((WhereControls(block) & within) != 0)
            {
                throw JsonTokens.NoJson();
            }

            escaped &= within & ~(quotes | slashes);
            if (escaped != 0)
            {
                CheckNumbered(json[at..], escaped & ~WhereEscapable(block));
            }

            if (ends != 0)
            {
                return at + BitOperations.TrailingZeroCount(ends) + 1;
            }

            // An escape that begins with the block's last byte begins the next block.
            at += BlockBytes - (int)(escaping >> (BlockBytes - 1));
        }

        return EndOfShortText(json, at);
    }

    /// <summary>How long the escape is that stands at the start.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is none.</exception>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'\\', var kind, ..])
        {
            switch (kind)
            {
                case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                    return 2;
                case (byte)'u' when text is [_, _, var a, var b, var c, var d, ..] && IsHex(a) && IsHex(b) && IsHex(c) && IsHex(d):
                    return 6;
            }
        }

        throw JsonTokens.NoJson();
    }

    private static int EndOfShortText(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length)
        {
            switch (json[at])
            {
                case (byte)'"':
                    return at + 1;
                case (byte)'\\':
                    at += Length(json[at..]);
                    break;
                case < (byte)' ':
                    throw JsonTokens.NoJson();
                default:
                    at++;
                    break;
            }
        }

        throw JsonTokens.NoJson();
    }

    /// <summary>Those of the backslashes that begin an escape: in each row of them the first, the third, the fifth.</summary>
    /// <remarks>
    /// Taken from 1s at all odd places, a row that begins at an even place leaves 1s where it has odd places, one that begins at
    /// an odd place where it has even ones, and either carries into the place behind it as it is long: Langdale and Lemire,
    /// "Parsing Gigabytes of JSON per Second", 3.1.1.
    /// </remarks>
    private static ulong Escaping(ulong slashes) => slashes == 0 ? 0 : ((((slashes << 1) | OddBits) - slashes) ^ OddBits) & slashes;

    // What is left are those with a number, which are rare, and wrong ones.
    private static void CheckNumbered(ReadOnlySpan<byte> block, ulong escaped)
    {
        for (; escaped != 0; escaped &= escaped - 1)
        {
            Length(block[(BitOperations.TrailingZeroCount(escaped) - 1)..]);
        }
    }

    private static bool IsHex(byte digit) => char.IsAsciiHexDigit((char)digit);

    // A bit says of each byte whether it is what was asked for.
    private static ulong Where(Vector512<byte> block, char wanted) => Vector512.Equals(block, Vector512.Create((byte)wanted)).ExtractMostSignificantBits();

    private static ulong WhereControls(Vector512<byte> block) => Vector512.LessThan(block, Vector512.Create((byte)' ')).ExtractMostSignificantBits();

    /// <summary>What may be escaped, but for quotes and backslashes.</summary>
    private static ulong WhereEscapable(Vector512<byte> block) =>
        Where(block, 'n') | Where(block, 't') | Where(block, 'r') | Where(block, '/') | Where(block, 'b') | Where(block, 'f');
}
