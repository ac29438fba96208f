using System.Net.Sockets;

namespace AkashChat.Infrastructure.Gateway.Sockets;

/// <summary>Ends what a socket sends and receives.</summary>
internal static class SocketEnds
{
    /// <summary>Ends one direction or both; one that has ended already stays so.</summary>
    internal static void End(this Socket socket, SocketShutdown directions)
    {
        try
        {
            socket.Shutdown(directions);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Somebody has ended or closed it first.
        }
    }
}
