using System.Net.Sockets;

namespace AkashChat.Infrastructure.Gateway.Sockets;

/// <summary>The calls of the system for one socket, which never block. While one runs, the socket's number is not given to another.</summary>
/// <param name="socket">The socket.</param>
internal sealed class SocketCalls(Socket socket)
{
    private readonly SafeSocketHandle _handle = socket.SafeHandle;

    /// <summary>The socket, for its addresses and options.</summary>
    internal Socket Socket => socket;

    /// <summary>The system's number of it.</summary>
    internal int Number { get; } = (int)socket.SafeHandle.DangerousGetHandle();

    /// <summary>Takes what has come, or only looks at it.</summary>
    /// <returns>How many bytes; 0: the other side has ended; -1: nothing has come.</returns>
    /// <exception cref="SocketException">The connection broke off.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    internal int Receive(Span<byte> into, bool isPeek = false)
    {
        var isHeld = false;
        try
        {
            _handle.DangerousAddRef(ref isHeld);
            return Epoll.Receive(Number, into, isPeek);
        }
        finally
        {
            Release(isHeld);
        }
    }

    /// <summary>Sends what the system takes at once.</summary>
    /// <returns>How many bytes; -1: there is no room.</returns>
    /// <exception cref="SocketException">The connection broke off.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    internal int Send(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var isHeld = false;
        try
        {
            _handle.DangerousAddRef(ref isHeld);
            return Epoll.Send(Number, first, second);
        }
        finally
        {
            Release(isHeld);
        }
    }

    private void Release(bool isHeld)
    {
        if (isHeld)
        {
            _handle.DangerousRelease();
        }
    }
}
