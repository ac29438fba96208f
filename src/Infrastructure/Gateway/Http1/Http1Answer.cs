using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Infrastructure.Gateway.Http1;

/// <summary>An answer whose body is still on its connection.</summary>
/// <remarks>At the body's end the connection goes back to where it is kept, if nothing but the body came; before the end it is closed.</remarks>
internal sealed class Http1Answer : UpstreamAnswer
{
    private readonly Http1Pool _pool;
    private readonly bool _isChunked;
    private bool _closes;
    private Http1Connection? _connection;
    private ChunkedBody _chunks;
    private bool _isOver;

    // What is to come; null: chunks, or all until the connection ends.
    private long? _left;

    /// <summary>Takes over the connection.</summary>
    [SetsRequiredMembers]
    public Http1Answer(Http1Head head, TimeProvider clock, Http1Connection connection, Http1Pool pool)
    {
        _connection = connection;
        _pool = pool;
        _isChunked = head.IsChunked && !head.HasNoBody;
        _left = head.HasNoBody ? 0 : head.IsChunked ? null : head.ContentLength;
        _closes = head.Closes;
        Status = head.Status;
        ContentType = TextOf(head.ContentType);
        ContentLength = _left;
        IsEncoded = head.IsEncoded;
        RetryAfter = head.RetryAfter.IsEmpty ? null : WaitOf(head.RetryAfter, clock);
    }

    /// <summary>Begins with the body, once it is clear what becomes of the request.</summary>
    /// <param name="keeps">Whether the connection may serve another request.</param>
    public void Begin(bool keeps)
    {
        _closes |= !keeps;
        if (_left == 0)
        {
            End(isClean: true);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        while (!_isOver)
        {
            var connection = _connection ?? throw new IOException("The answer was given up.");
            var count = await ReceiveAsync(connection, _left is { } left && left < into.Length ? into[..(int)left] : into, cancellationToken);
            var body = count == 0 ? TakeEnd() : Take(into.Span[..count]);
            if (body > 0)
            {
                return body;
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Interlocked.Exchange(ref _connection, null)?.Dispose();

    private static async ValueTask<int> ReceiveAsync(Http1Connection connection, Memory<byte> into, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.ReadAsync(into, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException("The answer broke off.", exception);
        }
    }

    private int Take(Span<byte> bytes)
    {
        if (_isChunked)
        {
            var body = _chunks.Unframe(bytes, out var used);
            if (_chunks.IsOver)
            {
                End(isClean: used == bytes.Length);
            }

            return body;
        }

        _left -= bytes.Length;
        if (_left == 0)
        {
            End(isClean: true);
        }

        return bytes.Length;
    }

    private int TakeEnd()
    {
        if (_isChunked || _left is not null)
        {
            throw new IOException("The answer broke off.");
        }

        End(isClean: false);
        return 0;
    }

    private void End(bool isClean)
    {
        _isOver = true;
        if (Interlocked.Exchange(ref _connection, null) is not { } connection)
        {
            return;
        }

        if (connection.TryFinish() && isClean && !_closes)
        {
            _pool.Keep(connection);
        }
        else
        {
            connection.Dispose();
        }
    }

    private static string? TextOf(ReadOnlySpan<byte> type) =>
        type.IsEmpty ? null
        : type.SequenceEqual("application/json"u8) ? "application/json"
        : type.SequenceEqual("text/event-stream"u8) ? "text/event-stream"
        : type.SequenceEqual("text/event-stream; charset=utf-8"u8) ? "text/event-stream; charset=utf-8"
        : type.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? null
        : Encoding.ASCII.GetString(type);

    private static TimeSpan? WaitOf(ReadOnlySpan<byte> text, TimeProvider clock) =>
        RetryConditionHeaderValue.TryParse(Encoding.Latin1.GetString(text), out var retry)
        && (retry.Delta ?? (retry.Date - clock.GetUtcNow())) is { } wait && wait > TimeSpan.Zero ? wait : null;
}
