using System.Collections.Immutable;
using System.Text.Json;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Finds the events in a stream's bytes (WHATWG HTML, section 9.2: lines end in LF or CRLF, a blank line ends an event).</summary>
internal static class ServerSentEvents
{
    /// <summary>Where the first whole event ends, its blank line included.</summary>
    /// <param name="buffer">The bytes so far.</param>
    /// <param name="searchFrom">Where to begin, so that long events are not searched again and again.</param>
    /// <returns>The event's length; -1: it is not whole yet.</returns>
    public static int EndOfFirst(ReadOnlySpan<byte> buffer, int searchFrom)
    {
        // The blank line may have begun in the last bytes that were searched before: "\n\r" of "\n\r\n".
        var from = Math.Max(0, searchFrom - 2);
        while (buffer[from..].IndexOf((byte)'\n') is var offset and >= 0)
        {
            var next = from + offset + 1;
            if (next < buffer.Length && buffer[next] == '\n')
            {
                return next + 1;
            }

            if (next + 1 < buffer.Length && buffer[next] == '\r' && buffer[next + 1] == '\n')
            {
                return next + 2;
            }

            from = next;
        }

        return -1;
    }

    /// <summary>Whether an event's data is an object with one of these types.</summary>
    public static bool HasType(ReadOnlySpan<byte> data, ImmutableArray<string> types)
    {
        try
        {
            var json = new Utf8JsonReader(data, CallReader.Options);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isType = json.ValueTextEquals("type"u8);
                json.Read();
                if (isType)
                {
                    return json.TokenType == JsonTokenType.String && IsOneOf(json, types);
                }

                json.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whatever it is, it is not the end.
        }

        return false;
    }

    private static bool IsOneOf(in Utf8JsonReader json, ImmutableArray<string> types)
    {
        foreach (var type in types)
        {
            if (json.ValueTextEquals(type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The value of an event's first <c>data</c> line; empty: it has none, like a comment.</summary>
    public static ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> oneEvent)
    {
        while (oneEvent.Length > 0)
        {
            var end = oneEvent.IndexOf((byte)'\n');
            var line = end < 0 ? oneEvent : oneEvent[..end];
            if (line.StartsWith("data:"u8))
            {
                return line[5..].Trim(" \r"u8);
            }

            oneEvent = end < 0 ? [] : oneEvent[(end + 1)..];
        }

        return [];
    }
}
