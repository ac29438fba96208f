using System.Security.Cryptography;
using System.Text;
using AkashChat.Application.Gateway;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway.Proxy;

/// <summary>Finds the proxy's master key in a request from outside, in whichever header or parameter it stands.</summary>
internal sealed class MasterKeyGuard(LiteLlmOptions proxy)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(proxy.AdminKey.Reveal());

    /// <summary>Whether the request brings it. LiteLLM reads keys from many headers, one of them named by its own settings: so all are looked at.</summary>
    internal bool IsPresented(HttpRequest request) =>
        request.Headers.Any(header => header.Value.Any(IsIn)) || request.Query.Any(parameter => parameter.Value.Any(IsIn));

    // Anywhere in it: LiteLLM cuts keys out of longer texts, such as the signatures of AWS.
    private bool IsIn(string? text)
    {
        var bytes = Encoding.UTF8.GetBytes(text ?? string.Empty);
        var isFound = false;
        for (var start = 0; start + _key.Length <= bytes.Length; start++)
        {
            // All of each place, so that the time it takes tells nothing of the key.
            isFound |= CryptographicOperations.FixedTimeEquals(bytes.AsSpan(start, _key.Length), _key)
                && !IsWithinWord(bytes, start - 1) && !IsWithinWord(bytes, start + _key.Length);
        }

        return isFound;
    }

    // A short master key may be a piece of another word, which is nobody's attempt then.
    private static bool IsWithinWord(byte[] text, int place) =>
        place >= 0 && place < text.Length && (char.IsAsciiLetterOrDigit((char)text[place]) || text[place] is (byte)'-' or (byte)'_');
}
