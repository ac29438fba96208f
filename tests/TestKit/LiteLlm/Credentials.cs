using Microsoft.AspNetCore.Http;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Where the proxy looks for a key: the first header that is not empty wins.</summary>
internal static class Credentials
{
    private static readonly string[] Places =
        ["x-litellm-api-key", "Authorization", "API-Key", "x-api-key", "x-goog-api-key", "Ocp-Apim-Subscription-Key"];

    private static readonly string[] Schemes = ["Bearer ", "bearer ", "Basic "];

    /// <summary>Whether a header carries credentials.</summary>
    public static bool IsCredential(string header) =>
        Places.Contains(header, StringComparer.OrdinalIgnoreCase) || header.Equals("Cookie", StringComparison.OrdinalIgnoreCase);

    /// <summary>All that were presented: the header, and the key without its scheme; empty if the form is wrong.</summary>
    public static List<(string Header, string Key)> Read(HttpRequest request)
    {
        var found = new List<(string, string)>();
        foreach (var place in Places)
        {
            var text = request.Headers[place].ToString();
            if (text.Length > 0)
            {
                found.Add((place, Strip(place, text)));
            }
        }

        if (request.Path.Value!.Contains(":generateContent", StringComparison.Ordinal) && request.Query["key"].ToString() is { Length: > 0 } key)
        {
            found.Add(("?key=", key));
        }

        return found;
    }

    private static string Strip(string place, string text)
    {
        foreach (var scheme in Schemes)
        {
            if (place is "x-litellm-api-key" or "Authorization" && text.StartsWith(scheme, StringComparison.Ordinal))
            {
                return text[scheme.Length..];
            }
        }

        return place == "Authorization" ? "" : text;
    }
}
