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

    /// <summary>How much room all of it needs at most.</summary>
    public int MaxBytes => (int)Math.Min(int.MaxValue, (long)Target.Head.Length + ContentType.Length + LengthBytes + Body.Length);

    /// <summary>Whether a body of this type can be sent.</summary>
    public static bool CanCarry(string contentType) => contentType.Length <= MaxTypeLength && Http1Target.IsVisible(contentType);

    /// <summary>Writes the head, and as much of the body as there is room for, so that a small request is one packet.</summary>
    /// <param name="into">Has room for every head.</param>
    /// <param name="bodyWritten">How much of the body was written.</param>
    /// <returns>How much was written in all.</returns>
    public int Write(Span<byte> into, out int bodyWritten)
    {
        Target.Head.CopyTo(into);
        var length = Target.Head.Length;
        length += Encoding.ASCII.GetBytes(ContentType, into[length..]);
        length += Copy("\r\nContent-Length: "u8, into[length..]);
        Utf8Formatter.TryFormat(Body.Length, into[length..], out var digits);
        length += digits;
        length += Copy("\r\n\r\n"u8, into[length..]);
        bodyWritten = Math.Min(Body.Length, into.Length - length);
        Body.Span[..bodyWritten].CopyTo(into[length..]);
        return length + bodyWritten;
    }

    private static int Copy(ReadOnlySpan<byte> bytes, Span<byte> into)
    {
        bytes.CopyTo(into);
        return bytes.Length;
    }
}
