using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AkashChat.Domain.Accounts;

/// <summary>The secret in the session cookie: 256 random bits in base64url (43 characters).</summary>
/// <remarks>It lives in the cookie alone; only its hash is stored. So many random bits need no salt and no stretching.</remarks>
public sealed class SessionToken
{
    private const int Length = 43;
    private readonly string _text;

    private SessionToken(string text) => _text = text;

    /// <summary>SHA-256 of the token in lower-case hex: what is stored, and looked up.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_text)));

    /// <summary>Makes a new token.</summary>
    public static SessionToken Generate() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Reads a cookie's value.</summary>
    /// <returns>Null if it cannot be a token.</returns>
    public static SessionToken? Parse(string? text) =>
        text is { Length: Length } && Base64Url.IsValid(text) ? new SessionToken(text) : null;

    /// <summary>The token in clear, for the cookie alone.</summary>
    public string Reveal() => _text;

    /// <summary>A mask, so that a token that strays into a log or a message does not leak.</summary>
    public override string ToString() => "session-…";
}
