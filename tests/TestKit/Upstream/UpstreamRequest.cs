using System.Buffers;
using System.Text;
using System.Text.Json;

namespace AkashChat.TestKit.Upstream;

/// <summary>A request that the scripted upstream saw, and what it sent back.</summary>
public sealed class UpstreamRequest
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _sent = new();

    internal UpstreamRequest(
        int number, string connectionId, string method, string path, IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        Number = number;
        ConnectionId = connectionId;
        Method = method;
        Path = path;
        Headers = headers;
        Body = body;
    }

    /// <summary>The how-manieth request it was, from 1.</summary>
    public int Number { get; }

    /// <summary>Names the connection it came on; equal for requests that shared one.</summary>
    public string ConnectionId { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path and the query as they stood in the request.</summary>
    public string Path { get; }

    /// <summary>The headers, whatever their case; several of one name are joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body's exact bytes.</summary>
    public byte[] Body { get; }

    /// <summary>The parts of the form, read by ASP.NET's own reader; empty: the body is no form.</summary>
    public IReadOnlyDictionary<string, byte[]> Form { get; internal init; } = new Dictionary<string, byte[]>();

    /// <summary>The body as text.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>The model that the body names; null: it names none, or is neither JSON nor a form.</summary>
    public string? Model => Field("model") is { ValueKind: JsonValueKind.String } model ? model.GetString() : FormField("model");

    /// <summary>Whether the body asks for a stream.</summary>
    public bool WantsStream => Field("stream") is { ValueKind: JsonValueKind.True } || FormField("stream") == "true";

    /// <summary>Whether the body asks the stream to report its usage.</summary>
    public bool WantsUsage =>
        Field("stream_options") is { ValueKind: JsonValueKind.Object } options
        && options.TryGetProperty("include_usage", out var include)
        && include.ValueKind == JsonValueKind.True;

    /// <summary>The exact bytes of the answer's body that were sent so far.</summary>
    public byte[] SentBytes
    {
        get
        {
            lock (_lock)
            {
                return _sent.WrittenSpan.ToArray();
            }
        }
    }

    /// <summary>The status of the answer; null: it has not begun.</summary>
    public int? SentStatus { get; internal set; }

    /// <summary>Whether the client left before the answer was complete.</summary>
    public bool WasAborted { get; internal set; }

    /// <summary>A top-level field of the body; null: it is missing, or the body is not a JSON object.</summary>
    public JsonElement? Field(string name)
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value)
                ? value.Clone()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A field of the form; null: it is missing, or the body is no form.</summary>
    public string? FormField(string name) => Form.TryGetValue(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    internal void NoteSent(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _sent.Write(bytes);
        }
    }
}
