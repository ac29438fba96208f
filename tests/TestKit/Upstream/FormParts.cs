using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AkashChat.TestKit.Upstream;

/// <summary>Reads forms with ASP.NET's own reader, which is not the gateway's.</summary>
internal static class FormParts
{
    /// <summary>The parts by name; empty: it is no form, or one that cannot be read.</summary>
    internal static async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(string? contentType, byte[] body)
    {
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || type.Boundary.Length == 0)
        {
            return parts;
        }

        var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), new MemoryStream(body));
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes);
            parts[HeaderUtilities.RemoveQuotes(section.GetContentDispositionHeader()!.Name).ToString()] = bytes.ToArray();
        }

        return parts;
    }
}
