using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AkashChat.Infrastructure.Gateway.Http1;

/// <summary>Sends requests that the system may not take at once, and tells when no more of them come.</summary>
internal static class Http1Sends
{
    /// <summary>Sends all of it.</summary>
    internal static async ValueTask SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }

    /// <summary>Sends both, in one piece if the system can be told where they stand: no copy of a long body for a short head.</summary>
    internal static Task SendAllAsync(this Socket socket, ArraySegment<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        MemoryMarshal.TryGetArray(body, out var bytes)
            ? socket.SendAsync([head, bytes], SocketFlags.None)
            : socket.SendPiecesAsync(head, body, cancellationToken);

    /// <summary>Ends a sending whose answer has come before its end. Who answers well still wants the rest; a refusal does not.</summary>
    internal static async ValueTask StopSendingAsync(this Socket socket, Task sending, bool isWanted, CancellationToken cancellationToken)
    {
        if (!isWanted && !sending.IsCompleted)
        {
            // Its refusal is read all the same.
            socket.EndInOrder();
        }

        await sending.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Tells the server that nothing more comes. A socket that is closed without that while something listens on it is reset, which servers count as an error.</summary>
    internal static void EndInOrder(this Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Somebody has closed it first.
        }
    }

    private static async Task SendPiecesAsync(this Socket socket, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await socket.SendAllAsync(head, cancellationToken);
        await socket.SendAllAsync(body, cancellationToken);
    }
}
