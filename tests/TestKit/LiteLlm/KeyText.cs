using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Keys as text, and what the proxy keeps of them.</summary>
public static class KeyText
{
    /// <summary>What the proxy stores: SHA-256 of the whole text, in small hex.</summary>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>A key as the proxy makes it: <c>sk-</c> and 16 random bytes in base64url.</summary>
    internal static string New() => "sk-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>What is shown of a key.</summary>
    internal static string NameOf(string key) => $"sk-...{key[^Math.Min(4, key.Length)..]}";

    /// <summary>The hash of a key given as text or as its hash already.</summary>
    internal static string Resolve(string keyOrHash) => keyOrHash.StartsWith("sk-", StringComparison.Ordinal) ? HashOf(keyOrHash) : keyOrHash;
}
