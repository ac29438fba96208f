using System.Buffers.Text;
using System.Text;
using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Infrastructure.Gateway.Http1;

/// <summary>A request, which can be sent again.</summary>
/// <param name="Target">Where to.</param>
/// <param name="ContentType">The body's type, of visible characters.</param>
/// <param name="Body">The body.</param>
/// <param name="Watch">Told when it goes out; null: nobody asks.</param>
internal readonly record struct Http1Request(Http1Target Target, string ContentType, ReadOnlyMemory<byte> Body, SendingWatch? Watch = null)
{
    private const int MaxTypeLength = 1_024;

    // "\r\nContent-Length: ", ten digits, "\r\n\r\n".
    private const int LengthBytes = 32;

    /// <summary>How much room the head needs at most.</summary>
    public int MaxHeadBytes => Target.Head.Length + ContentType.Length + LengthBytes;

    /// <summary>Whether a body of this type can be sent.</summary>
    public static bool CanCarry(string contentType) => contentType.Length <= MaxTypeLength && Http1Target.IsVisible(contentType);

    /// <summary>Writes the head.</summary>
    /// <param name="into">Has room for it.</param>
    /// <returns>How much was written.</returns>
    public int WriteHead(Span<byte> into)
    {
        Target.Head.CopyTo(into);
        var length = Target.Head.Length;
        length += Encoding.ASCII.GetBytes(ContentType, into[length..]);
        length += Copy("\r\nContent-Length: "u8, into[length..]);
        Utf8Formatter.TryFormat(Body.Length, into[length..], out var digits);
        length += digits;
        return length + Copy("\r\n\r\n"u8, into[length..]);
    }

    private static int Copy(ReadOnlySpan<byte> bytes, Span<byte> into)
    {
        bytes.CopyTo(into);
        return bytes.Length;
    }
}
