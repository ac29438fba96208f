using System.Security.Cryptography;
using AkashChat.Domain.Common;

namespace AkashChat.Domain.Keys;

/// <summary>An API key in clear.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>part</term><description>characters</description></listheader>
/// <item><term>prefix</term><description><c>sk-ac_</c>: recognisable by people and by secret scanners</description></item>
/// <item><term>id</term><description>10 base-62: the <see cref="ApiKeyId"/>, nameable without the secret</description></item>
/// <item><term>separator</term><description><c>_</c></description></item>
/// <item><term>secret</term><description>32 base-62, drawn evenly: 190 random bits</description></item>
/// <item><term>checksum</term><description>6 base-62: CRC-32 of all before it, so that junk never reaches a store</description></item>
/// </list>
/// It lives for two moments: when the key is issued, and when a request presents it. Only the hash and the preview are
/// stored. So many random bits need no salt and no stretching: one SHA-256 is safe, and a unique index to find it by.
/// </remarks>
public sealed class KeySecret
{
    /// <summary>How every key begins.</summary>
    public const string Prefix = "sk-ac_";

    /// <summary>The length of a whole key in characters.</summary>
    public const int Length = 55;

    private const int SecretLength = 32;
    private const int ChecksumLength = 6;
    private const int SeparatorAt = 16;
    private const int PreviewTail = 4;

    private readonly string _text;

    private KeySecret(string text) => _text = text;

    /// <summary>SHA-256 of the whole key in lower-case hex, as LiteLLM stores it.</summary>
    public string Hash => KeyHash.Of(_text);

    /// <summary>The public id within the key.</summary>
    public ApiKeyId Id => new(_text.Substring(Prefix.Length, ApiKeyId.Length));

    /// <summary>Enough to tell one's keys apart, too little to use: <c>sk-ac_4fT0aBcD12…9xQz</c>.</summary>
    public string Preview => string.Concat(_text.AsSpan(0, SeparatorAt), "…", _text.AsSpan(Length - PreviewTail));

    /// <summary>Makes a new secret for a key.</summary>
    public static KeySecret Generate(ApiKeyId id)
    {
        var body = $"{Prefix}{id.Value}_{RandomNumberGenerator.GetString(Base62.Alphabet, SecretLength)}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        Base62.Write(Crc32.Of(body), checksum);
        return new KeySecret(string.Concat(body, checksum));
    }

    /// <summary>Reads a key that somebody presents.</summary>
    /// <returns>Null if the text is not a key: wrong prefix, length, characters or checksum.</returns>
    public static KeySecret? Parse(ReadOnlySpan<char> text)
    {
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[SeparatorAt] != '_'
            || !Base62.IsMatch(text[Prefix.Length..SeparatorAt]) || !Base62.IsMatch(text[(SeparatorAt + 1)..]))
        {
            return null;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        Base62.Write(Crc32.Of(text[..^ChecksumLength]), checksum);
        return text[^ChecksumLength..].SequenceEqual(checksum) ? new KeySecret(text.ToString()) : null;
    }

    /// <summary>The key in clear, for the one answer that hands it over.</summary>
    public string Reveal() => _text;

    /// <summary>The preview, so that a secret that strays into a log or a message does not leak.</summary>
    public override string ToString() => Preview;
}
