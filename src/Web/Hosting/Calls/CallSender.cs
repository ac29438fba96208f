using System.Buffers;
using System.Net.Sockets;
using AkashChat.Infrastructure.Gateway.Sockets;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>Sends what is answered on a connection, in order: all that comes up in a round of the event loop in one call of the system.</summary>
/// <param name="socket">The connection.</param>
internal sealed class CallSender(LoopSocket socket)
{
    // As Kestrel: whoever writes more than a caller takes waits.
    private const int MaxUnsent = 64 * 1024;

    // Longer pieces go out from where they lie.
    private const int LongPiece = 16 * 1024;

    private const int FirstBuffer = 4 * 1024;

    // As Kestrel: a caller who takes less than 240 bytes in a second, after five seconds, is given up.
    private const long Patience = 5_000;
    private const long BytesPerSecond = 240;

    private readonly Lock _lock = new();
    private byte[]? _buffer;
    private int _length;
    private int _underWay;
    private bool _isSending;
    private TaskCompletionSource? _sent;
    private long _sentBy = long.MaxValue;

    /// <summary>Whether the connection broke off: whatever is written goes nowhere.</summary>
    internal bool IsBroken { get; private set; }

    /// <summary>Whether the caller takes his answer too slowly.</summary>
    internal bool IsTooSlow => Environment.TickCount64 > Volatile.Read(ref _sentBy);

    /// <summary>Puts bytes behind what is to be sent.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (!IsBroken)
            {
                bytes.CopyTo(Room(bytes.Length));
                _length += bytes.Length;
            }
        }
    }

    /// <summary>Puts a head behind what is to be sent.</summary>
    internal void Append(in AnswerStart start)
    {
        lock (_lock)
        {
            if (!IsBroken)
            {
                _length += start.WriteTo(Room(start.MaxLength));
            }
        }
    }

    /// <summary>Sends what was put there at the end of the round; waits if it is much that the caller does not take.</summary>
    internal ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource? sent = null;
        lock (_lock)
        {
            if (_length == 0 || IsBroken)
            {
                return ValueTask.CompletedTask;
            }

            if (_length + _underWay > MaxUnsent)
            {
                sent = _sent ??= new TaskCompletionSource();
            }

            if (_isSending)
            {
                return Wait(sent, cancellationToken);
            }

            _isSending = true;
        }

        SendSoon();
        return Wait(sent, cancellationToken);
    }

    /// <summary>Sends a piece behind what is to be sent, and gives it back.</summary>
    /// <exception cref="OperationCanceledException">It was stopped. Nobody could send the rest of a long piece later, so that the connection ends with it.</exception>
    internal async ValueTask SendAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        if (piece.Length < LongPiece)
        {
            Append(piece.Span);
            return;
        }

        await DrainAsync(cancellationToken);
        byte[]? before;
        int length;
        lock (_lock)
        {
            if (IsBroken)
            {
                return;
            }

            _isSending = true;
            (before, length) = Take();
            _underWay += piece.Length;
            Watch();
        }

        using (cancellationToken.UnsafeRegister(static socket => ((LoopSocket)socket!).Close(inOrder: false), socket))
        {
            await SendRestAsync(before, 0, length, piece);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Waits until all is sent, or nothing more can be.</summary>
    internal Task DrainAsync(CancellationToken cancellationToken)
    {
        Task sent;
        lock (_lock)
        {
            if (!_isSending || IsBroken)
            {
                return Task.CompletedTask;
            }

            sent = (_sent ??= new TaskCompletionSource()).Task;
        }

        return sent.WaitAsync(cancellationToken);
    }

    /// <summary>Nothing can be sent any more.</summary>
    internal void Break()
    {
        TaskCompletionSource? sent;
        lock (_lock)
        {
            IsBroken = true;
            if (_buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
            }

            (_buffer, _length, _sentBy) = (null, 0, long.MaxValue);
            (sent, _sent) = (_sent, null);
        }

        sent?.TrySetResult();
    }

    private static ValueTask Wait(TaskCompletionSource? sent, CancellationToken cancellationToken) =>
        sent is null ? ValueTask.CompletedTask : new ValueTask(sent.Task.WaitAsync(cancellationToken));

    private void SendNow()
    {
        byte[]? bytes;
        int length;
        lock (_lock)
        {
            (bytes, length) = Take();
        }

        if (bytes is null)
        {
            EndSending();
            return;
        }

        int count;
        try
        {
            count = socket.TrySend(bytes.AsSpan(0, length));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            Break();
            return;
        }

        if (count == length)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            EndSending();
            return;
        }

        Watch();
        _ = SendRestAsync(bytes, Math.Max(count, 0), length, default);
    }

    private async Task SendRestAsync(byte[]? bytes, int start, int end, ReadOnlyMemory<byte> piece)
    {
        try
        {
            await socket.SendAsync(bytes.AsMemory(start..end), piece);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Break();
            return;
        }
        finally
        {
            if (bytes is not null)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }

        EndSending();
    }

    // What was written meanwhile goes next.
    private void EndSending()
    {
        TaskCompletionSource? sent = null;
        bool isMore;
        lock (_lock)
        {
            (_underWay, _sentBy) = (0, long.MaxValue);
            isMore = _length > 0;
            if (!isMore)
            {
                _isSending = false;
                (sent, _sent) = (_sent, null);
            }
        }

        if (isMore)
        {
            SendSoon();
        }

        sent?.TrySetResult();
    }

    private void SendSoon() => EventLoop.RoundEnd.Schedule(static sender => ((CallSender)sender!).SendNow(), this);

    private void Watch()
    {
        Volatile.Write(ref _sentBy, Environment.TickCount64 + Math.Max(Patience, _underWay * 1_000L / BytesPerSecond));
    }

    private (byte[]? Bytes, int Length) Take()
    {
        var taken = (_buffer, _length);
        _underWay = _length;
        (_buffer, _length) = (null, 0);
        return taken;
    }

    private Span<byte> Room(int length)
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(length, FirstBuffer));
        }
        else if (_buffer.Length - _length < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }
}
