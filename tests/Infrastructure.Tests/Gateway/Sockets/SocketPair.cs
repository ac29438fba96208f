using System.Net;
using System.Net.Sockets;
using AkashChat.Infrastructure.Gateway.Sockets;

namespace AkashChat.Infrastructure.Tests.Gateway.Sockets;

/// <summary>A socket of an event loop, and an ordinary one at its other end.</summary>
internal sealed class SocketPair : IDisposable
{
    private SocketPair(LoopSocket socket, Socket peer)
    {
        Socket = socket;
        Peer = peer;
    }

    public LoopSocket Socket { get; }

    public Socket Peer { get; }

    public static async Task<SocketPair> OpenAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = await LoopSocket.ConnectAsync((IPEndPoint)listener.LocalEndpoint, CancellationToken.None);
        return new SocketPair(socket, await listener.AcceptSocketAsync());
    }

    /// <summary>Waits until the loop has told its socket what the other end did.</summary>
    public async Task<SocketPair> HearAsync()
    {
        await Socket.WaitReadableAsync(CancellationToken.None);
        return this;
    }

    public void Dispose()
    {
        Socket.Dispose();
        Peer.Dispose();
    }
}
