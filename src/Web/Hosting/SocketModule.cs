using AkashChat.Infrastructure.Gateway;
using AkashChat.Infrastructure.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace AkashChat.Web.Hosting;

/// <summary>How callers' connections are listened for and handled.</summary>
internal static class SocketModule
{
    internal static void ListenFor(this KestrelServerOptions kestrel, ServiceSettings settings) =>
        kestrel.Listen(settings.Host, settings.Port, address =>
        {
            if (settings.InlineSockets)
            {
                address.Use(HandleInline(new InlineSockets(isOn: true)));
            }
        });

    internal static void Use(this SocketTransportOptions sockets, ServiceSettings settings)
    {
        // A look whether something has come, before there is memory for it, costs a call of the system each time; the memory
        // is one block for each connection.
        sockets.WaitForDataBeforeAllocatingBuffer = false;

        // Pages leave the socket's thread before they begin: Api/Common/PoolThreads.
        sockets.UnsafePreferInlineScheduling = settings.InlineSockets;
    }

    private static Func<ConnectionDelegate, ConnectionDelegate> HandleInline(InlineSockets inline) => next => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            inline.Choose(socket);
        }

        return next(connection);
    };
}
