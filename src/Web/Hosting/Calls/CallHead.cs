using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text;
using AkashChat.Domain.Common;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>What was found at the beginning of what a caller sent.</summary>
internal enum HeadReading
{
    /// <summary>Nothing that could not become a plain call; the rest is missing.</summary>
    Incomplete,

    /// <summary>The head of a plain call.</summary>
    Call,

    /// <summary>Something else, or not clearly a call.</summary>
    Other,
}

/// <summary>Reads heads of requests that are plainly calls of the gateway, with a body of a known length.</summary>
/// <remarks>
/// It takes only what can be read in one way (RFC 9112); whatever is unusual or wrong in the least is not for it to judge. A
/// connection says nearly the same again and again: a line that is equal to the one in its place before is not read anew, and
/// keeps its texts.
/// </remarks>
/// <param name="paths">The paths of calls.</param>
internal sealed class CallHead(FrozenSet<string> paths)
{
    /// <summary>Longer heads are not for it.</summary>
    internal const int MaxBytes = 8 * 1024;

    private const int MaxLines = 64;
    private const int MaxLengthDigits = 9;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(Encoding.ASCII.GetBytes(HeaderCharacters.OfNames));
    private static readonly SearchValues<byte> ValueBytes = SearchValues.Create(Encoding.ASCII.GetBytes(HeaderCharacters.OfValues));
    private static readonly SearchValues<byte> HostBytes = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-.:[]"u8);

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _paths = paths.GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly List<Line> _lines = [];

    private enum LineKind
    {
        Plain,
        Request,
        Host,
        Length,
        Connection,
        Unusual,
    }

    /// <summary>The path.</summary>
    internal string Path { get; private set; } = string.Empty;

    /// <summary>How long the head is.</summary>
    internal int Length { get; private set; }

    /// <summary>How long the body is.</summary>
    internal int BodyLength { get; private set; }

    /// <summary>Reads what has come.</summary>
    /// <param name="bytes">From the beginning of a request on.</param>
    /// <param name="headers">Gets the header lines; if it is no call, they mean nothing.</param>
    internal HeadReading Read(ReadOnlySpan<byte> bytes, HeaderList headers)
    {
        var begin = "POST /"u8;
        if (!bytes[..Math.Min(bytes.Length, begin.Length)].SequenceEqual(begin[..Math.Min(bytes.Length, begin.Length)]))
        {
            return HeadReading.Other;
        }

        var end = bytes[..Math.Min(bytes.Length, MaxBytes)].IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return bytes.Length < MaxBytes ? HeadReading.Incomplete : HeadReading.Other;
        }

        Length = end + 4;
        return ReadLines(bytes[..(end + 2)], headers) ? HeadReading.Call : HeadReading.Other;
    }

    private bool ReadLines(ReadOnlySpan<byte> head, HeaderList headers)
    {
        var (hosts, lengths) = (0, 0);
        for (var number = 0; head.Length > 0; number++)
        {
            var end = head.IndexOf((byte)'\r');
            if (number == MaxLines || end + 1 >= head.Length || head[end + 1] != (byte)'\n')
            {
                return false;
            }

            var line = LineAt(number, head[..end]);
            head = head[(end + 2)..];
            switch (line.Kind)
            {
                case LineKind.Unusual:
                    return false;
                case LineKind.Request:
                    Path = line.Value;
                    continue;
                case LineKind.Host:
                    hosts++;
                    break;
                case LineKind.Length:
                    lengths++;
                    BodyLength = line.Number;
                    break;
            }

            headers.AddReceived(line.Name, line.Value);
        }

        return hosts == 1 && lengths == 1;
    }

    private Line LineAt(int number, ReadOnlySpan<byte> bytes)
    {
        if (number < _lines.Count && bytes.SequenceEqual(_lines[number].Bytes))
        {
            return _lines[number];
        }

        var line = number == 0 ? ReadRequestLine(bytes) : ReadHeaderLine(bytes, number < _lines.Count ? _lines[number] : Line.Unusual);
        if (number < _lines.Count)
        {
            _lines[number] = line;
        }
        else
        {
            _lines.Add(line);
        }

        return line;
    }

    private Line ReadRequestLine(ReadOnlySpan<byte> bytes)
    {
        var method = "POST "u8;
        var version = " HTTP/1.1"u8;
        if (bytes.StartsWith(method) && bytes.EndsWith(version) && bytes.Length > method.Length + version.Length)
        {
            var target = bytes[method.Length..^version.Length];
            Span<char> path = stackalloc char[target.Length];
            if (Ascii.ToUtf16(target, path, out _) == OperationStatus.Done && _paths.TryGetValue(path, out var known))
            {
                return new Line(bytes.ToArray(), LineKind.Request, string.Empty, known);
            }
        }

        return Line.Unusual;
    }

    // Mostly another value of what stood there before: the length of the body, or another key.
    private static Line ReadHeaderLine(ReadOnlySpan<byte> bytes, Line before)
    {
        var colon = bytes.IndexOf((byte)':');
        var isNamedAlike = colon > 0 && before.Name.Length == colon && bytes.StartsWith(before.Bytes.AsSpan(0, colon));
        if (colon <= 0 || (!isNamedAlike && bytes[..colon].ContainsAnyExcept(NameBytes)))
        {
            return Line.Unusual;
        }

        var value = bytes[(colon + 1)..].Trim(" \t"u8);
        var name = isNamedAlike ? before.Name : Encoding.ASCII.GetString(bytes[..colon]);
        var kind = isNamedAlike ? before.Kind : KindOf(name);
        var number = 0;
        var isUsual = !value.ContainsAnyExcept(ValueBytes) && kind switch
        {
            LineKind.Host => !value.IsEmpty && !value.ContainsAnyExcept(HostBytes),
            LineKind.Length => TryReadLength(value, out number),
            LineKind.Connection => Ascii.EqualsIgnoreCase(value, "keep-alive"u8),
            _ => kind == LineKind.Plain,
        };
        if (!isUsual)
        {
            return Line.Unusual;
        }

        var copy = isNamedAlike && before.Bytes.Length == bytes.Length ? before.Bytes : new byte[bytes.Length];
        bytes.CopyTo(copy);
        return new Line(copy, kind, name, Encoding.ASCII.GetString(value)) { Number = number };
    }

    private static LineKind KindOf(string name) => name.ToUpperInvariant() switch
    {
        "HOST" => LineKind.Host,
        "CONTENT-LENGTH" => LineKind.Length,
        "CONNECTION" => LineKind.Connection,
        "TRANSFER-ENCODING" or "EXPECT" or "UPGRADE" or "TRAILER" or "KEEP-ALIVE" or "PROXY-CONNECTION" or "HTTP2-SETTINGS" => LineKind.Unusual,
        _ => LineKind.Plain,
    };

    private static bool TryReadLength(ReadOnlySpan<byte> value, out int length)
    {
        length = 0;
        return value.Length is > 0 and <= MaxLengthDigits
            && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(value, out length, out _);
    }

    private sealed record Line(byte[] Bytes, LineKind Kind, string Name, string Value)
    {
        // Equal to no line.
        internal static readonly Line Unusual = new([0], LineKind.Unusual, string.Empty, string.Empty);

        internal int Number { get; init; }
    }
}
