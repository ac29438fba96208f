using System.Buffers;
using System.Net.Sockets;

namespace AkashChat.Infrastructure.Gateway.Sockets;

/// <summary>Sends on a socket of an event loop, as fast as the other side takes it.</summary>
/// <param name="calls">The socket.</param>
internal sealed class LoopSender(SocketCalls calls)
{
    private const int Idle = 0;
    private const int Posted = 1;
    private const int InCall = 2;
    private const int Unfinished = 3;

    private TaskCompletionSource? _room;
    private int _state;
    private (byte[] Bytes, int Length) _posted;

    /// <summary>Whether nothing of what was posted has gone out yet.</summary>
    internal bool HasUnsent => Volatile.Read(ref _state) == Posted;

    /// <summary>Whether not all of it has gone out yet.</summary>
    internal bool IsSending
    {
        get
        {
            // The answer may be here before another thread is back from the call that sent the request: that does not take long.
            for (var spin = default(SpinWait); Volatile.Read(ref _state) == InCall;)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            return Volatile.Read(ref _state) != Idle;
        }
    }

    /// <summary>Sends bytes at the end of the round, and gives their memory back to the shared pool.</summary>
    internal void Post(byte[] lent, int length)
    {
        _posted = (lent, length);
        Volatile.Write(ref _state, Posted);
        EventLoop.RoundEnd.Schedule(static sender => ((LoopSender)sender!).SendPosted(), this);
    }

    /// <summary>Sends all of both pieces.</summary>
    internal async Task SendAsync(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        while (true)
        {
            var count = calls.Send(first.Span, second.Span);
            if (count < 0)
            {
                count = await SendWhenThereIsRoomAsync(first, second);
            }

            var ofFirst = Math.Min(count, first.Length);
            (first, second) = (first[ofFirst..], second[(count - ofFirst)..]);
            if (first.IsEmpty && second.IsEmpty)
            {
                return;
            }
        }
    }

    /// <summary>Waits until a connecting socket is connected, or has failed to be.</summary>
    internal async ValueTask WaitConnectedAsync(CancellationToken cancellationToken)
    {
        var room = new TaskCompletionSource();
        Volatile.Write(ref _room, room);
        if (!calls.Socket.Poll(0, SelectMode.SelectWrite))
        {
            using var stop = cancellationToken.UnsafeRegister(static room => ((TaskCompletionSource)room!).TrySetResult(), room);
            await room.Task;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (calls.Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int and not 0 and var error)
        {
            throw new SocketException(error);
        }
    }

    /// <summary>Told by the loop that there is room, and by the close that there never will be.</summary>
    internal void LookAgain() => Interlocked.Exchange(ref _room, null)?.TrySetResult();

    private async Task<int> SendWhenThereIsRoomAsync(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        while (true)
        {
            // Before the look: room that comes during it is told again.
            var room = new TaskCompletionSource();
            Volatile.Write(ref _room, room);
            if (calls.Send(first.Span, second.Span) is var count and >= 0)
            {
                return count;
            }

            await room.Task;
        }
    }

    private void SendPosted()
    {
        var (bytes, length) = _posted;
        _posted = default;
        Volatile.Write(ref _state, InCall);
        int count;
        try
        {
            count = calls.Send(bytes.AsSpan(0, length), default);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Whoever receives is to hear of it.
            calls.Socket.End(SocketShutdown.Both);
            count = length;
        }

        if (count == length)
        {
            EndPosted(bytes);
        }
        else
        {
            Volatile.Write(ref _state, Unfinished);
            _ = SendRestAsync(bytes, Math.Max(count, 0), length);
        }
    }

    private async Task SendRestAsync(byte[] bytes, int start, int end)
    {
        try
        {
            await SendAsync(bytes.AsMemory(start..end), default);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            calls.Socket.End(SocketShutdown.Both);
        }

        EndPosted(bytes);
    }

    private void EndPosted(byte[] bytes)
    {
        Volatile.Write(ref _state, Idle);
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
