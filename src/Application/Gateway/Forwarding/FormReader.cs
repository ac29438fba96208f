using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Reads the few fields we need from a form with files (<c>multipart/form-data</c>, RFC 7578), and where they stand in it.</summary>
/// <remarks>
/// Strict, because the model server reads the same bytes with a reader of its own, and must not find another model in them:
/// what readers disagree about (text before the first boundary and behind the last, boundaries that go on, folded headers,
/// names that stand there twice) is refused.
/// </remarks>
public static class FormReader
{
    private const int MaxParts = 256;
    private const int MaxPartHeaderBytes = 8 * 1024;

    // RFC 2046, section 5.1.1.
    private const int MaxBoundaryLength = 70;

    /// <summary>Reads a form.</summary>
    /// <param name="body">The whole form.</param>
    /// <param name="contentType">Its type, with the boundary.</param>
    public static Result<CallFields> Read(ReadOnlySpan<byte> body, string? contentType)
    {
        var scanned = Scan(body, contentType);
        if (!scanned.IsSuccess)
        {
            return scanned.Error;
        }

        var scan = scanned.Value;
        if (scan.Model is not { } place || body[place].IsEmpty)
        {
            return GatewayErrors.ModelMissing;
        }

        if (!IsPlainText(body[place]))
        {
            return GatewayErrors.FieldWrongType with { Field = "model" };
        }

        var stream = ReadFlag(scan.Stream is { } flag ? body[flag] : []);
        return stream is null
            ? GatewayErrors.FieldWrongType with { Field = "stream" }
            : new CallFields(Encoding.UTF8.GetString(body[place]), place, stream.Value, scan.Start, default) { ModelIsRaw = true };
    }

    /// <summary>Finds the fields we read.</summary>
    internal static Result<FormScan> Scan(ReadOnlySpan<byte> body, string? contentType)
    {
        if (BoundaryOf(contentType) is not { } boundary)
        {
            return GatewayErrors.MalformedForm;
        }

        Span<byte> delimiter = stackalloc byte[4 + MaxBoundaryLength];
        delimiter = delimiter[..(4 + Encoding.ASCII.GetBytes(boundary, delimiter[4..]))];
        "\r\n--"u8.CopyTo(delimiter);
        return ScanParts(body, delimiter);
    }

    private static Result<FormScan> ScanParts(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter)
    {
        // The first boundary has no line of its own before it; some clients send one all the same.
        var start = body.StartsWith("\r\n"u8) ? 2 : 0;
        if (!body[start..].StartsWith(delimiter[2..]))
        {
            return GatewayErrors.MalformedForm;
        }

        var scan = new FormScan(start, null, null);
        var at = start + delimiter.Length - 2;
        for (var parts = 0; ; parts++)
        {
            var rest = body[at..];
            if (rest.StartsWith("--"u8))
            {
                return rest.Length == 2 || rest[2..].SequenceEqual("\r\n"u8) ? scan : GatewayErrors.MalformedForm;
            }

            // Behind the headers is a blank line; a part without headers would have no name.
            ReadOnlySpan<byte> headers = rest.StartsWith("\r\n"u8) && parts < MaxParts ? rest[2..Math.Min(rest.Length, MaxPartHeaderBytes)] : [];
            var headersLength = headers.IndexOf("\r\n\r\n"u8);
            if (headersLength <= 0)
            {
                return GatewayErrors.MalformedForm;
            }

            // Right behind the blank line some servers take a boundary for one, and others for content.
            var content = at + 2 + headersLength + 4;
            if (body[content..].StartsWith(delimiter[2..]))
            {
                return GatewayErrors.MalformedForm;
            }

            var length = body[content..].IndexOf(delimiter);
            if (length < 0 || !FormPartName.TryRead(headers[..headersLength], out var name))
            {
                return GatewayErrors.MalformedForm;
            }

            var noted = Note(scan, name, content..(content + length));
            if (!noted.IsSuccess)
            {
                return noted.Error;
            }

            scan = noted.Value;
            at = content + length + delimiter.Length;
        }
    }

    private static Result<FormScan> Note(FormScan scan, FormPartName part, Range value)
    {
        var isModel = part.Is("model");
        if (!isModel && !part.Is("stream"))
        {
            return scan;
        }

        var field = isModel ? "model" : "stream";
        return (isModel ? scan.Model : scan.Stream) is not null ? GatewayErrors.FieldTwice with { Field = field }
            : part.IsFile || part.IsEncoded ? GatewayErrors.FieldWrongType with { Field = field }
            : isModel ? scan with { Model = value }
            : scan with { Stream = value };
    }

    private static string? BoundaryOf(string? contentType)
    {
        // It goes on as it is, and a header that cannot be sent would look like the server's fault.
        if (!IsSendable(contentType) || !MediaTypeHeaderValue.TryParse(contentType, out var type) || !string.Equals(type.MediaType, "multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string? boundary = null;
        foreach (var parameter in type.Parameters)
        {
            // "boundary*" and "boundary*0" (RFC 2231) take the plain one's place with some servers.
            if (parameter.Name.Contains('*', StringComparison.Ordinal))
            {
                return null;
            }

            if (!string.Equals(parameter.Name, "boundary", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (boundary is not null)
            {
                return null;
            }

            boundary = parameter.Value is ['"', .. var quoted, '"'] ? quoted : parameter.Value;
        }

        return boundary is { Length: > 0 and <= MaxBoundaryLength } && !boundary.AsSpan().ContainsAny('\\', '"') && boundary[^1] != ' ' ? boundary : null;
    }

    private static bool IsSendable(ReadOnlySpan<char> header) => !header.ContainsAnyExceptInRange(' ', '~');

    private static bool IsPlainText(ReadOnlySpan<byte> value) => Utf8.IsValid(value) && !value.ContainsAnyInRange((byte)0, (byte)31);

    // As servers in Python read a form's flag.
    private static bool? ReadFlag(ReadOnlySpan<byte> value) =>
        value.IsEmpty || Ascii.EqualsIgnoreCase(value, "false"u8) || value.SequenceEqual("0"u8) ? false
        : Ascii.EqualsIgnoreCase(value, "true"u8) || value.SequenceEqual("1"u8) ? true
        : null;
}
