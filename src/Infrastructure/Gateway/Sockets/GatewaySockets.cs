using System.Net;
using System.Net.Sockets;

namespace AkashChat.Infrastructure.Gateway.Sockets;

/// <summary>How the gateway's own sockets are heard: by event loops, or through the thread pool.</summary>
/// <remarks>The detour through the pool costs more than all of a call's own work. Only the gateway's sockets go without it: nothing that waits for a query can hold up a stream.</remarks>
/// <param name="isOn">Whether the operator wants event loops.</param>
public sealed class GatewaySockets(bool isOn)
{
    /// <summary>Whether there are event loops.</summary>
    public bool UsesEventLoops => isOn && EventLoop.IsSupported;

    /// <summary>Connects to a server.</summary>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal async ValueTask<GatewaySocket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return await ConnectAsync(new IPEndPoint(literal, port), cancellationToken);
        }

        SocketException? last = null;
        foreach (var address in await Dns.GetHostAddressesAsync(host, cancellationToken))
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            }
            catch (SocketException exception)
            {
                last = exception;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private async ValueTask<GatewaySocket> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken) =>
        UsesEventLoops ? await LoopSocket.ConnectAsync(server, cancellationToken) : await PlainSocket.ConnectAsync(server, cancellationToken);
}
