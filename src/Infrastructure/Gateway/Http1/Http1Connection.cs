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

    /// <summary>Sends a request, and reads the head of its answer.</summary>
    /// <param name="request">The request; its body must stay as it is until this is over.</param>
    /// <param name="clock">For a <c>Retry-After</c> with a date.</param>
    /// <param name="cancellationToken">Stops it; the connection is of no use then.</param>
    /// <exception cref="IOException">It broke off, or what came is no HTTP.</exception>
    /// <exception cref="SocketException">It broke off.</exception>
    public ValueTask<Http1Answer> ExchangeAsync(Http1Request request, TimeProvider clock, CancellationToken cancellationToken)
    {
        HasHeard = false;
        var isShort = request.MaxHeadBytes + request.Body.Length <= ShortBytes;
        var outgoing = ArrayPool<byte>.Shared.Rent(request.MaxHeadBytes + (isShort ? request.Body.Length : 0));
        var length = request.WriteHead(outgoing);
        if (!isShort)
        {
            return ExchangeLongAsync(outgoing, length, request, clock, cancellationToken);
        }

        request.Body.Span.CopyTo(outgoing.AsSpan(length));
        length += request.Body.Length;

        socket.Post(outgoing, length);
        return ReadHeadAsync(request.Target.Pool, keeps: true, clock, cancellationToken);
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

    /// <summary>Sends a long request while it listens for an early answer, which is often a refusal of the rest.</summary>
    private async ValueTask<Http1Answer> ExchangeLongAsync(
        byte[] head, int headLength, Http1Request request, TimeProvider clock, CancellationToken cancellationToken)
    {
        var sending = socket.SendAsync(head.AsMemory(0, headLength), request.Body);
        try
        {
            var answer = await ReadHeadAsync(request.Target.Pool, keeps: null, clock, cancellationToken);
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

    /// <summary>Reads the head of the answer.</summary>
    /// <param name="pool">Where the connection belongs.</param>
    /// <param name="keeps">Whether it can be kept after the answer; null: that is still open, and said to the answer later.</param>
    /// <param name="clock">For a <c>Retry-After</c> with a date.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async ValueTask<Http1Answer> ReadHeadAsync(Http1Pool pool, bool? keeps, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var interim = 0; interim <= MaxInterimAnswers;)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                if (TakeHead(length, pool, clock) is { } answer)
                {
                    if (keeps is { } known)
                    {
                        answer.Begin(known && !socket.IsSending);
                    }

                    return answer;
                }

                interim++;
                continue;
            }

            if (_end == _buffer.Length && _end > 0 && !TryGrowBuffer())
            {
                break;
            }

            int count;
            do
            {
                await socket.WaitReadableAsync(cancellationToken);
                _buffer = _buffer.Length == 0 ? HeadBuffers.Rent() : _buffer;
                count = socket.TryReceive(_buffer.AsSpan(_end));
            }
            while (count < 0);

            if (count == 0 || socket.HasUnsent)
            {
                // What came before the request went out answers nobody.
                throw new IOException("The connection ended before its answer.");
            }

            HasHeard = true;
            _end += count;
        }

        throw new IOException("The answer's head has no end.");
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

    private void ReturnBuffer()
    {
        (_start, _end) = (0, 0);
        if (Interlocked.Exchange(ref _buffer, []) is { Length: > 0 } buffer)
        {
            HeadBuffers.Return(buffer);
        }
    }
}
