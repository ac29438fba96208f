using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>What the headers of one part of a form say of it.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="IsFile">Whether it is a file.</param>
/// <param name="IsEncoded">Whether its bytes are said to be an encoding of others (base64 and the like, which RFC 7578 forbids).</param>
internal readonly record struct FormPartName(string Name, bool IsFile, bool IsEncoded)
{
    /// <summary>Whether it is the field of that name.</summary>
    public bool Is(string name) => string.Equals(Name, name, StringComparison.Ordinal);

    /// <summary>Reads the headers.</summary>
    /// <param name="headers">The header lines, without the line end of the last.</param>
    /// <param name="name">What they say.</param>
    /// <returns>False: they are no headers of a form's part.</returns>
    public static bool TryRead(ReadOnlySpan<byte> headers, out FormPartName name)
    {
        name = default;
        if (!Utf8.IsValid(headers))
        {
            return false;
        }

        ContentDispositionHeaderValue? disposition = null;
        var isEncoded = false;
        foreach (var line in Encoding.UTF8.GetString(headers).Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAny(" \t") || line.Contains('\n', StringComparison.Ordinal) || line.Contains('\r', StringComparison.Ordinal))
            {
                return false;
            }

            var header = line.AsSpan(0, colon);
            if (header.Equals("Content-Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                isEncoded |= line.AsSpan(colon + 1).Trim() is not ("7bit" or "8bit" or "binary");
            }
            else if (header.Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase)
                && (disposition is not null || !ContentDispositionHeaderValue.TryParse(line[(colon + 1)..].Trim(), out disposition)))
            {
                return false;
            }
        }

        return disposition is not null && TryRead(disposition, isEncoded, out name);
    }

    private static bool TryRead(ContentDispositionHeaderValue disposition, bool isEncoded, out FormPartName name)
    {
        name = default;
        string? field = null;
        var isFile = false;
        foreach (var parameter in disposition.Parameters)
        {
            isFile |= parameter.Name.StartsWith("filename", StringComparison.OrdinalIgnoreCase);

            // "name*" and "name*0" (RFC 2231) take the plain one's place with some servers; a file's own name decides nothing.
            if (parameter.Name.Contains('*', StringComparison.Ordinal) && !parameter.Name.Equals("filename*", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            if (!parameter.Name.Equals("name", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (field is not null)
            {
                return false;
            }

            // An escape within the name is read in different ways.
            field = parameter.Value is ['"', .. var quoted, '"'] ? quoted : parameter.Value ?? string.Empty;
            if (field.Contains('\\', StringComparison.Ordinal) || field.Contains('"', StringComparison.Ordinal))
            {
                return false;
            }
        }

        name = new FormPartName(field ?? string.Empty, isFile, isEncoded);
        return field is not null && string.Equals(disposition.DispositionType, "form-data", StringComparison.OrdinalIgnoreCase);
    }
}
