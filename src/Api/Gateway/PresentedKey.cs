using System.Runtime.CompilerServices;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Finds the key in a request: in the header of OpenAI's clients, or in those of others that LiteLLM reads too.</summary>
internal static class PresentedKey
{
    private const string Bearer = "Bearer ";
    private static readonly string[] OtherHeaders = ["x-litellm-api-key", "api-key", "x-api-key"];

    // The server hands out the same text again as long as a connection says the same: then it is hashed once. What goes with
    // the text is forgotten with it.
    private static readonly ConditionalWeakTable<string, string> Hashes = [];

    // By the runtime's number of the object. What is never seen again, because a connection says another key each time, does not
    // go into the table: each entry is a handle that every collection looks at, and their table stays large.
    private static readonly int[] SeenLately = new int[4_096];

    /// <summary>The hash of the key to look it up by; an error: there is none, or what stands there cannot be a key.</summary>
    internal static Result<string> HashOf(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ Length: > 0 } authorization])
        {
            return Hashes.TryGetValue(authorization, out var known) ? known : RememberedHashOf(authorization);
        }

        foreach (var header in OtherHeaders)
        {
            if (request.Headers[header] is [{ Length: > 0 } value])
            {
                return KeyAuthenticator.HashOf(WithoutScheme(value));
            }
        }

        return KeyAuthenticator.HashOf(null);
    }

    private static Result<string> RememberedHashOf(string authorization)
    {
        var hash = KeyAuthenticator.HashOf(WithoutScheme(authorization));
        if (hash.IsSuccess && WasSeenLately(authorization))
        {
            Hashes.AddOrUpdate(authorization, hash.Value);
        }

        return hash;
    }

    private static bool WasSeenLately(string authorization)
    {
        var number = RuntimeHelpers.GetHashCode(authorization);
        ref var seen = ref SeenLately[number % SeenLately.Length];
        var isSeen = seen == number;
        seen = number;
        return isSeen;
    }

    private static string WithoutScheme(string value)
    {
        var text = value.Trim();
        return text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? text[Bearer.Length..].Trim()
            : text.Equals(Bearer.Trim(), StringComparison.OrdinalIgnoreCase) ? string.Empty
            : text;
    }
}
