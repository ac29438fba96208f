using System.Globalization;

namespace AkashChat.Api.Tests.Gateway.Hostile;

/// <summary>Answers that are written wrongly, or to do harm.</summary>
internal static class HostileAnswers
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>What our own client may make of one; the general client has rules of its own.</summary>
    public enum Sense
    {
        /// <summary>The body is clear all the same, and passes.</summary>
        Clear,

        /// <summary>It is refused.</summary>
        None,

        /// <summary>It depends on how much of it is needed.</summary>
        Some,
    }

    /// <summary>All of them: what is sent for a body of a type.</summary>
    public static readonly IReadOnlyDictionary<string, (Sense Sense, Func<string, string, string> Write)> All = new Dictionary<string, (Sense, Func<string, string, string>)>(StringComparer.Ordinal)
    {
        ["folded header"] = (Sense.None, (type, body) => Plain(type, body, "X: a\r\n folded\r\n")),
        ["line feed alone"] = (Sense.None, (type, body) => Plain(type, body, "X: a\nSet-Cookie: b\r\n")),
        ["carriage return alone"] = (Sense.None, (type, body) => Plain(type, body, "X: a\rSet-Cookie: b\r\n")),
        ["NUL in a value"] = (Sense.None, (type, body) => Plain(type, body, "X: a\0b\r\n")),
        ["NUL in a name"] = (Sense.None, (type, body) => Plain(type, body, "X\0: a\r\n")),
        ["header without a colon"] = (Sense.None, (type, body) => Plain(type, body, "X\r\n")),
        ["header without a name"] = (Sense.None, (type, body) => Plain(type, body, ": a\r\n")),
        ["space before the colon"] = (Sense.None, (type, body) => Plain(type, body, "X : a\r\n")),
        ["headers that stay here"] = (Sense.Clear, (type, body) => Plain(type, body, "Set-Cookie: a=b\r\nLocation: http://127.0.0.1:9/\r\nX-Server: inner\r\nVia: 1.1 inner\r\n")),
        ["two lengths"] = (Sense.None, (type, body) => Plain(type, body, $"Content-Length: {body.Length + 1}\r\n")),
        ["one length twice"] = (Sense.Clear, (type, body) => Plain(type, body, $"Content-Length: {body.Length}\r\n")),
        ["negative length"] = (Sense.None, (type, body) => Head(type, "Content-Length: -1\r\n") + body),
        ["length in hexadecimal"] = (Sense.None, (type, body) => Head(type, "Content-Length: 0x20\r\n") + body),
        ["length beyond all numbers"] = (Sense.None, (type, body) => Head(type, "Content-Length: 99999999999999999999\r\n") + body),
        ["length beyond all bodies"] = (Sense.Some, (type, body) => Head(type, "Content-Length: 999999999999999999\r\n") + body),
        ["length and chunks"] = (Sense.Clear, (type, body) => Head(type, $"Content-Length: {body.Length + 9}\r\nTransfer-Encoding: chunked\r\n") + Chunk(body) + "0\r\n\r\n"),
        ["chunks twice"] = (Sense.None, (type, body) => Head(type, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + Chunk(body) + "0\r\n\r\n"),
        ["chunks and more"] = (Sense.None, (type, body) => Head(type, "Transfer-Encoding: gzip, chunked\r\n") + Chunk(body) + "0\r\n\r\n"),
        ["chunk beyond all numbers"] = (Sense.None, (type, body) => Chunked(type, $"ffffffffffffffffff\r\n{body}")),
        ["chunk of petabytes"] = (Sense.Some, (type, body) => Chunked(type, $"ffffffffffff\r\n{body}")),
        ["chunk of a negative size"] = (Sense.None, (type, body) => Chunked(type, $"-5\r\n{body}\r\n0\r\n\r\n")),
        ["chunk without a size"] = (Sense.None, (type, body) => Chunked(type, $"\r\n{body}\r\n0\r\n\r\n")),
        ["chunk longer than its size"] = (Sense.None, (type, body) => Chunked(type, $"1\r\n{body}\r\n0\r\n\r\n")),
        ["chunk of lines that end in line feeds"] = (Sense.None, (type, body) => Chunked(type, $"{Size(body)}\n{body}\n0\n\n")),
        ["chunk with a megabyte beside it"] = (Sense.None, (type, body) => Chunked(type, $"{Size(body)};{new string('x', Megabyte)}\r\n{body}\r\n0\r\n\r\n")),
        ["size of a megabyte of zeros"] = (Sense.None, (type, body) => Chunked(type, $"{new string('0', Megabyte)}{Size(body)}\r\n{body}\r\n0\r\n\r\n")),
        ["trailer of a megabyte"] = (Sense.Some, (type, body) => Chunked(type, $"{Chunk(body)}0\r\nX: {new string('x', Megabyte)}\r\n\r\n")),
        ["ten thousand headers"] = (Sense.None, (type, body) => Plain(type, body, string.Concat(Enumerable.Range(0, 10_000).Select(number => $"X-{number}: a\r\n")))),
        ["header of a megabyte"] = (Sense.None, (type, body) => Plain(type, body, $"X: {new string('x', Megabyte)}\r\n")),
        ["status line of a megabyte"] = (Sense.None, (type, body) => $"HTTP/1.1 200 {new string('O', Megabyte)}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}"),
        ["a hundred early hints"] = (Sense.None, (type, body) => string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 100)) + Plain(type, body, "")),
        ["another protocol"] = (Sense.None, (_, body) => $"SSH-2.0-OpenSSH_9.6\r\n{body}"),
        ["a switch of protocols"] = (Sense.None, (_, body) => $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n{body}"),
        ["no head"] = (Sense.None, (_, body) => body),
        ["bytes of all kinds"] = (Sense.None, (_, _) => string.Concat(Enumerable.Range(0, 1024).Select(number => (char)(number * 37 % 256)))),
        ["status of two digits"] = (Sense.None, (type, body) => Plain(type, body, "").Replace(" 200 ", " 20 ", StringComparison.Ordinal)),
        ["no content, with content"] = (Sense.Some, (type, body) => Plain(type, body, "").Replace(" 200 OK", " 204 No Content", StringComparison.Ordinal)),
        ["part of a content"] = (Sense.Some, (type, body) => Plain(type, body, "Content-Range: bytes 0-1/9\r\n").Replace(" 200 OK", " 206 Partial Content", StringComparison.Ordinal)),
        ["type with a control character"] = (Sense.None, (type, body) => Plain(type + "\u0001", body, "")),
        ["type beyond ASCII"] = (Sense.Some, (type, body) => Plain(type + "; x=\u00e9", body, "")),
        ["type of thirty kilobytes"] = (Sense.Some, (type, body) => Plain($"{type}; x={new string('x', 30_000)}", body, "")),
        ["two types"] = (Sense.Some, (type, body) => Plain(type, body, "Content-Type: text/html\r\n")),
    };

    private static string Head(string type, string headers) => $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n{headers}\r\n";

    private static string Plain(string type, string body, string headers) => Head(type, $"Content-Length: {body.Length}\r\n{headers}") + body;

    private static string Chunked(string type, string body) => Head(type, "Transfer-Encoding: chunked\r\n") + body;

    private static string Chunk(string body) => $"{Size(body)}\r\n{body}\r\n";

    private static string Size(string body) => body.Length.ToString("x", CultureInfo.InvariantCulture);
}
