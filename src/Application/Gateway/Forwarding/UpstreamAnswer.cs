namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>A model server's answer, its head read and its body still on the way.</summary>
/// <remarks>Disposing it before the end closes the connection, so that the server hears of it; after the end the connection is kept for the next call.</remarks>
public abstract class UpstreamAnswer : IDisposable
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The body's type, as the server says it; null: it does not.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body's length in bytes; null: not said.</summary>
    public long? ContentLength { get; init; }

    /// <summary>Whether the body is compressed or otherwise encoded, though we did not ask for that.</summary>
    public bool IsEncoded { get; init; }

    /// <summary>How long to wait before asking again (<c>Retry-After</c>); null: not said.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether it went well.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether the body is a stream of events.</summary>
    public bool IsEventStream => ContentType is { } type && type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the server says that the body is JSON.</summary>
    public bool IsJson => ContentType is { } type && type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads what has come of the body, and waits for at least one byte.</summary>
    /// <returns>How many bytes; 0: the body is over, and whole.</returns>
    /// <exception cref="IOException">The connection broke off within the body.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the connection back, or closes it.</summary>
    protected abstract void Dispose(bool disposing);
}
