using System.Net.Sockets;

namespace AkashChat.Infrastructure.Gateway.Sockets;

/// <summary>Ends what a socket sends and receives.</summary>
internal static class SocketEnds
{
    /// <summary>Ends one direction or both; one that has ended already stays so.</summary>
    internal static void End(this Socket socket, SocketShutdown directions) => Try(socket, directions, static (socket, directions) => socket.Shutdown(directions));

    /// <summary>Has its close break the connection off, so that the other side does not take what came for all.</summary>
    internal static void BreakOffAtClose(this Socket socket) => Try(socket, default(SocketShutdown), static (socket, _) => socket.LingerState = new LingerOption(enable: true, 0));

    private static void Try(Socket socket, SocketShutdown directions, Action<Socket, SocketShutdown> end)
    {
        try
        {
            end(socket, directions);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Somebody has ended or closed it first.
        }
    }
}
