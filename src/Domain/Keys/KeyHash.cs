using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace AkashChat.Domain.Keys;

/// <summary>What a key is stored and found by: SHA-256 of its whole text in lower-case hex, as LiteLLM stores it.</summary>
public static class KeyHash
{
    /// <summary>How every key begins, ours and those that were taken over from LiteLLM.</summary>
    public const string Prefix = "sk-";

    /// <summary>The longest key that is looked up, in characters; a longer one is junk.</summary>
    public const int MaxLength = 256;

    /// <summary>The length of a hash in characters.</summary>
    public const int Length = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The hash of a key that somebody presents.</summary>
    /// <returns>Null: the text cannot be a key, and no store needs to be asked. Ours have a checksum; of others no more is known than how they begin.</returns>
    public static string? OfPresented(ReadOnlySpan<char> text)
    {
        if (text.StartsWith(KeySecret.Prefix, StringComparison.Ordinal))
        {
            return KeySecret.Parse(text)?.Hash;
        }

        return text.Length > Prefix.Length && text.Length <= MaxLength && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.ContainsAnyExceptInRange('!', '~')
            ? Of(text)
            : null;
    }

    /// <summary>Whether the text has the form of a hash.</summary>
    public static bool IsMatch(ReadOnlySpan<char> text) => text.Length == Length && !text.ContainsAnyExcept(HexDigits);

    /// <summary>The hash of ASCII text no longer than a key.</summary>
    internal static string Of(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.ASCII.GetBytes(text, bytes);
        SHA256.HashData(bytes[..length], hash);
        return Convert.ToHexStringLower(hash);
    }
}
