using System.Buffers;
using System.Buffers.Text;
using System.Text;
using AkashChat.Domain.Common;

namespace AkashChat.Infrastructure.Gateway.Http1;

/// <summary>The head of an answer, as far as it matters to us. Whatever is not clearly HTTP/1 is refused: a guess would shift one caller's answer to another.</summary>
internal ref struct Http1Head
{
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(Encoding.ASCII.GetBytes(HeaderCharacters.OfNames));

    // All but tab among the control characters; line breaks are gone already.
    private static readonly SearchValues<byte> ForbiddenBytes =
        SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    private bool _isOld;

    /// <summary>The status.</summary>
    public int Status { get; private set; }

    /// <summary>The body's length; null: not said.</summary>
    public long? ContentLength { get; private set; }

    /// <summary>Whether the body comes in chunks.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>Whether the connection ends with this answer.</summary>
    public bool Closes { get; private set; }

    /// <summary>Whether the body is encoded.</summary>
    public bool IsEncoded { get; private set; }

    /// <summary>The body's type; empty: not said.</summary>
    public ReadOnlySpan<byte> ContentType { get; private set; }

    /// <summary><c>Retry-After</c>; empty: not said.</summary>
    public ReadOnlySpan<byte> RetryAfter { get; private set; }

    /// <summary>Whether there is no body, whatever the headers say.</summary>
    public readonly bool HasNoBody => Status is 204 or 304;

    /// <summary>Reads a head.</summary>
    /// <param name="lines">All of it, without the empty line at its end.</param>
    /// <param name="head">What it says.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> lines, out Http1Head head)
    {
        head = default;
        var end = lines.IndexOf("\r\n"u8);
        if (!head.ReadStatus(end < 0 ? lines : lines[..end]))
        {
            return false;
        }

        while (end >= 0)
        {
            lines = lines[(end + 2)..];
            end = lines.IndexOf("\r\n"u8);
            if (!head.ReadHeader(end < 0 ? lines : lines[..end]))
            {
                return false;
            }
        }

        // Both at once is how answers are smuggled; the chunks hold, and nothing follows on this connection.
        head.Closes |= head._isOld || (head.IsChunked && head.ContentLength is not null);
        return !(head.IsChunked && head._isOld);
    }

    private bool ReadStatus(ReadOnlySpan<byte> line)
    {
        _isOld = line.StartsWith("HTTP/1.0 "u8);
        if (!(_isOld || line.StartsWith("HTTP/1.1 "u8)) || line.Length < 12 || (line.Length > 12 && line[12] != ' ') || line.ContainsAny(ForbiddenBytes))
        {
            return false;
        }

        Status = 0;
        foreach (var digit in line[9..12])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            Status = (Status * 10) + digit - '0';
        }

        return Status >= 100;
    }

    private bool ReadHeader(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return false;
        }

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        return !name.ContainsAnyExcept(NameBytes) && !value.ContainsAny(ForbiddenBytes) && Note(name, value);
    }

    private bool Note(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        // The names that matter differ in their lengths, but for one.
        switch (name.Length)
        {
            case 10 when Is(name, "connection"u8):
                Closes |= NamesToken(value, "close"u8);
                return true;
            case 11 when Is(name, "retry-after"u8):
                RetryAfter = value;
                return true;
            case 12 when Is(name, "content-type"u8):
                ContentType = value;
                return true;
            case 14 when Is(name, "content-length"u8):
                return NoteLength(value);
            case 16 when Is(name, "content-encoding"u8):
                IsEncoded |= !Is(value, "identity"u8) && !value.IsEmpty;
                return true;
            case 17 when Is(name, "transfer-encoding"u8):
                // Chunked alone, and once: we ask for nothing else.
                var isFirst = !IsChunked;
                IsChunked = true;
                return isFirst && Is(value, "chunked"u8);
            default:
                return true;
        }
    }

    private bool NoteLength(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length > 18 || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !Utf8Parser.TryParse(value, out long length, out var read) || read != value.Length)
        {
            return false;
        }

        var isSame = ContentLength is null || ContentLength == length;
        ContentLength = length;
        return isSame;
    }

    private static bool NamesToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> token)
    {
        foreach (var part in list.Split((byte)','))
        {
            if (Is(list[part].Trim(" \t"u8), token))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => Ascii.EqualsIgnoreCase(text, lower);
}
