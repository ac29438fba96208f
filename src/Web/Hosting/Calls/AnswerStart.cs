using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>The head of an answer, as it goes out.</summary>
/// <param name="status">The status.</param>
/// <param name="headers">The header lines; they were looked at when they were set.</param>
/// <param name="ending">The lines that this server adds.</param>
internal readonly ref struct AnswerStart(int status, HeaderList headers, ReadOnlySpan<byte> ending)
{
    // The version, the status, its phrase, the ends of lines.
    private const int MaxStatusLine = 128;

    private readonly ReadOnlySpan<byte> _ending = ending;

    /// <summary>Room that suffices.</summary>
    internal int MaxLength
    {
        get
        {
            var length = MaxStatusLine + _ending.Length;
            foreach (var (name, values) in headers.Lines)
            {
                foreach (var value in values)
                {
                    length += name.Length + (value?.Length ?? 0) + 4;
                }
            }

            return length;
        }
    }

    /// <summary>Writes it.</summary>
    /// <returns>How many bytes.</returns>
    internal int WriteTo(Span<byte> room)
    {
        var left = room;
        WriteStatus(ref left);
        foreach (var (name, values) in headers.Lines)
        {
            foreach (var value in values)
            {
                Write(ref left, name);
                Write(ref left, ": "u8);
                Write(ref left, value);
                Write(ref left, "\r\n"u8);
            }
        }

        Write(ref left, _ending);
        return room.Length - left.Length;
    }

    private void WriteStatus(ref Span<byte> room)
    {
        if (status == StatusCodes.Status200OK)
        {
            Write(ref room, "HTTP/1.1 200 OK\r\n"u8);
            return;
        }

        Write(ref room, "HTTP/1.1 "u8);
        Utf8Formatter.TryFormat(status, room, out var digits);
        room = room[digits..];
        Write(ref room, " "u8);
        Write(ref room, ReasonPhrases.GetReasonPhrase(status));
        Write(ref room, "\r\n"u8);
    }

    private static void Write(ref Span<byte> room, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(room);
        room = room[bytes.Length..];
    }

    private static void Write(ref Span<byte> room, string? text)
    {
        Ascii.FromUtf16(text, room, out var count);
        room = room[count..];
    }
}
