using System.Security.Cryptography;
using AkashChat.Domain.Common;

namespace AkashChat.Domain.Keys;

/// <summary>Names an <see cref="ApiKey"/> in public: 10 random base-62 characters, which also stand in the key's text.</summary>
/// <param name="Value">The 10 characters.</param>
/// <remarks>It opens nothing: logs, pages and addresses may carry it.</remarks>
public readonly record struct ApiKeyId(string Value)
{
    /// <summary>The length in characters.</summary>
    public const int Length = 10;

    /// <summary>Makes a new id.</summary>
    public static ApiKeyId New() => new(RandomNumberGenerator.GetString(Base62.Alphabet, Length));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
