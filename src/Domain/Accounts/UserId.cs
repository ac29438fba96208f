using System.Security.Cryptography;
using System.Text;

namespace AkashChat.Domain.Accounts;

/// <summary>Names a <see cref="User"/>; random enough to be shown, says nothing about the person.</summary>
/// <param name="Value">A UUID of version 7, so that rows lie in the order of their making; of version 8 if the account was taken over.</param>
public readonly record struct UserId(Guid Value)
{
    /// <summary>Makes a new id.</summary>
    public static UserId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>The id of an account that is taken over: always the same for the same name at the other service. A UUID of version 8, made of SHA-256.</summary>
    public static UserId TakenOver(string name)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new UserId(new Guid(bytes[..16], bigEndian: true));
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
