using System.Security.Cryptography;
using System.Text;
using AkashChat.Application.Gateway;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway.Proxy;

/// <summary>Finds the proxy's master key in a request from outside, in whichever header or parameter it stands.</summary>
internal sealed class MasterKeyGuard(LiteLlmOptions proxy)
{
    private readonly byte[] _hash = HashOf(proxy.AdminKey.Reveal());

    /// <summary>Whether the request brings it. LiteLLM reads keys from many headers, one of them named by its own settings: so all are looked at.</summary>
    internal bool IsPresented(HttpRequest request)
    {
        foreach (var (_, values) in request.Headers)
        {
            foreach (var value in values)
            {
                if (IsIn(value))
                {
                    return true;
                }
            }
        }

        foreach (var (_, values) in request.Query)
        {
            foreach (var value in values)
            {
                if (IsIn(value))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsIn(string? value)
    {
        foreach (var word in (value ?? string.Empty).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            // Hashes, so that the time it takes tells nothing of the key.
            if (CryptographicOperations.FixedTimeEquals(HashOf(word), _hash))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
