using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace AkashChat.TestKit.Hosting;

/// <summary>Chooses a port before somebody listens there.</summary>
internal static class FreePort
{
    // Below the ports that the system gives to outgoing connections, so that none of those takes it meanwhile.
    private const int First = 20_000;
    private const int Last = 32_000;

    // Whoever has one may stop listening for a while, and comes back to it.
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port of 127.0.0.1 on which nobody listens, and that nobody else in this process was given.</summary>
    public static int Choose()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (!Given.TryAdd(port, true))
            {
                continue;
            }

            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; try another one.
            }
        }
    }
}
