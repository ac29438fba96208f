using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Finds the key in a request: in the header of OpenAI's clients, or in those of others that LiteLLM reads too.</summary>
internal static class PresentedKey
{
    private const string Bearer = "Bearer ";
    private static readonly string[] OtherHeaders = ["x-litellm-api-key", "api-key", "x-api-key"];

    /// <summary>The key as it stands there; null: none.</summary>
    internal static string? Of(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ Length: > 0 } authorization])
        {
            return WithoutScheme(authorization);
        }

        foreach (var header in OtherHeaders)
        {
            if (request.Headers[header] is [{ Length: > 0 } value])
            {
                return WithoutScheme(value);
            }
        }

        return null;
    }

    private static string WithoutScheme(string value)
    {
        var text = value.Trim();
        return text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? text[Bearer.Length..].Trim()
            : text.Equals(Bearer.Trim(), StringComparison.OrdinalIgnoreCase) ? string.Empty
            : text;
    }
}
