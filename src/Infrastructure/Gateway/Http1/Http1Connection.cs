using System.Buffers;
using System.Net.Sockets;
using AkashChat.Infrastructure.Gateway.Sockets;

namespace AkashChat.Infrastructure.Gateway.Http1;

/// <summary>One connection to a model server: one request at a time.</summary>
internal sealed class Http1Connection(GatewaySocket socket, long openedAt) : IDisposable
{
    /// <summary>The longest head.</summary>
    internal const int MaxHeadBytes = 32 * 1024;

    // So much the system takes at once, and is copied behind the head; of more, a server may refuse the rest before it has come.
    private const int ShortBytes = 32 * 1024;

    private const int MaxInterimAnswers = 8;

    // The answer's head comes in here. Lent from its first byte until it is read: a server may take its time, and a stream go on for long.
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _interimAnswers;

    /// <summary>When it was opened.</summary>
    public long OpenedAt { get; } = openedAt;

    /// <summary>When its last answer was over.</summary>
    public long IdleSince { get; set; } = openedAt;

    /// <summary>Whether it has served a request already: the server may have closed it meanwhile.</summary>
    public bool WasUsed { get; private set; }

    /// <summary>Whether anything of an answer to this request has come.</summary>
    public bool HasHeard { get; private set; }

    /// <summary>Whether nothing has come on it while nobody asked: neither its end nor an answer to nothing.</summary>
    public bool IsQuiet => socket.IsQuiet;

    /// <summary>Whether not all of what was posted has gone out yet.</summary>
    public bool IsSending => socket.IsSending;

    /// <summary>Sends a short request; its answer is waited for and read by <see cref="WaitReadableAsync"/> and <see cref="TryReadHead"/>.</summary>
    /// <returns>False: it is none, and <see cref="ExchangeLongAsync"/> sends it.</returns>
    public bool TryPost(in Http1Request request)
    {
        HasHeard = false;
        _interimAnswers = 0;
        if (request.MaxHeadBytes + request.Body.Length > ShortBytes)
        {
            return false;
        }

        var outgoing = ArrayPool<byte>.Shared.Rent(request.MaxHeadBytes + request.Body.Length);
        var length = request.WriteHead(outgoing);
        request.Body.Span.CopyTo(outgoing.AsSpan(length));
        socket.Post(outgoing, length + request.Body.Length);
        return true;
    }

    /// <summary>Sends a long request while it listens for an early answer, which is often a refusal of the rest.</summary>
    /// <param name="request">The request; its body must stay as it is until this is over.</param>
    /// <param name="clock">For a <c>Retry-After</c> with a date.</param>
    /// <param name="cancellationToken">Stops it; the connection is of no use then.</param>
    /// <exception cref="IOException">It broke off, or what came is no HTTP.</exception>
    /// <exception cref="SocketException">It broke off.</exception>
    public async Task<Http1Answer> ExchangeLongAsync(Http1Request request, TimeProvider clock, CancellationToken cancellationToken)
    {
        var head = ArrayPool<byte>.Shared.Rent(request.MaxHeadBytes);
        var sending = socket.SendAsync(head.AsMemory(0, request.WriteHead(head)), request.Body);
        try
        {
            Http1Answer? answer;
            do
            {
                await socket.WaitReadableAsync(cancellationToken);
                answer = TryReadHead(request.Target.Pool, clock);
            }
            while (answer is null);

            var isSent = sending.IsCompletedSuccessfully;
            if (!isSent)
            {
                await StopSendingAsync(sending, answer.IsSuccess, cancellationToken);
            }

            answer.Begin(keeps: isSent);
            return answer;
        }
        finally
        {
            // The bytes belong to others: nothing may be reading them any more when this is over.
            if (!sending.IsCompleted)
            {
                socket.Dispose();
            }

            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(head);
        }
    }

    /// <summary>Waits until there may be something of the answer.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; the connection is of no use then.</exception>
    public ValueTask WaitReadableAsync(CancellationToken cancellationToken) => socket.WaitReadableAsync(cancellationToken);

    /// <summary>Reads what has come of the answer's head.</summary>
    /// <param name="pool">Where the connection belongs.</param>
    /// <param name="clock">For a <c>Retry-After</c> with a date.</param>
    /// <returns>The answer, which must be begun; null: it is still to come.</returns>
    /// <exception cref="IOException">It broke off, or what came is no HTTP.</exception>
    /// <exception cref="SocketException">It broke off.</exception>
    public Http1Answer? TryReadHead(Http1Pool pool, TimeProvider clock)
    {
        _buffer = _buffer.Length == 0 ? HeadBuffers.Rent() : _buffer;
        var count = socket.TryReceive(_buffer.AsSpan(_end));
        if (count < 0)
        {
            return null;
        }

        if (count == 0 || socket.HasUnsent)
        {
            // What came before the request went out answers nobody.
            throw new IOException("The connection ended before its answer.");
        }

        HasHeard = true;
        _end += count;
        while (_buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8) is var length and >= 0)
        {
            if (TakeHead(length, pool, clock) is { } answer)
            {
                return answer;
            }

            if (++_interimAnswers > MaxInterimAnswers)
            {
                throw HeadWithoutEnd();
            }
        }

        return _end < _buffer.Length || TryGrowBuffer() ? null : throw HeadWithoutEnd();
    }

    /// <summary>Reads what has come of the body, first what came along with the head.</summary>
    /// <returns>How many bytes; 0: the connection ended.</returns>
    public ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        var ready = Math.Min(_end - _start, into.Length);
        if (ready == 0)
        {
            return socket.ReceiveAsync(into, cancellationToken);
        }

        _buffer.AsSpan(_start, ready).CopyTo(into.Span);
        _start += ready;
        if (_start == _end)
        {
            ReturnBuffer();
        }

        return ValueTask.FromResult(ready);
    }

    /// <summary>Makes it ready for the next request.</summary>
    /// <returns>Whether nothing is left over from this one.</returns>
    public bool TryFinish()
    {
        var isClean = _start == _end;
        ReturnBuffer();
        WasUsed = true;
        return isClean;
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        ReturnBuffer();
        socket.Dispose();
    }

    /// <summary>Ends a sending whose answer has come before its end. Who answers well still wants the rest; a refusal does not.</summary>
    private async ValueTask StopSendingAsync(Task sending, bool isWanted, CancellationToken cancellationToken)
    {
        if (!isWanted && !sending.IsCompleted)
        {
            // Its refusal is read all the same.
            socket.EndInOrder();
        }

        await sending.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Takes a head off what has come.</summary>
    /// <returns>The answer; null: it is still to come.</returns>
    private Http1Answer? TakeHead(int length, Http1Pool pool, TimeProvider clock)
    {
        if (!Http1Head.TryRead(_buffer.AsSpan(_start, length), out var head) || head.Status == 101)
        {
            throw new IOException("The answer is no HTTP.");
        }

        _start += length + 4;
        if (head.Status < 200)
        {
            return null;
        }

        var answer = new Http1Answer(head, clock, this, pool);
        if (_start == _end)
        {
            // A stream may last for minutes.
            ReturnBuffer();
        }

        return answer;
    }

    private bool TryGrowBuffer()
    {
        if (_buffer.Length >= MaxHeadBytes)
        {
            return false;
        }

        _buffer = HeadBuffers.Grow(_buffer);
        return true;
    }

    private static IOException HeadWithoutEnd() => new("The answer's head has no end.");

    private void ReturnBuffer()
    {
        (_start, _end) = (0, 0);
        if (Interlocked.Exchange(ref _buffer, []) is { Length: > 0 } buffer)
        {
            HeadBuffers.Return(buffer);
        }
    }
}
