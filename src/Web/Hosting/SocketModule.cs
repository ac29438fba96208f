using AkashChat.Infrastructure.Gateway.Sockets;
using AkashChat.Infrastructure.Settings;
using Microsoft.AspNetCore.Connections;

namespace AkashChat.Web.Hosting;

/// <summary>How callers' connections are listened for and handled.</summary>
internal static class SocketModule
{
    internal static void UseSockets(this WebApplicationBuilder builder, ServiceSettings settings)
    {
        if (new GatewaySockets(settings.InlineSockets).UsesEventLoops)
        {
            // Pages leave the loop's thread before they begin: Api/Common/PoolThreads.
            builder.Services.AddSingleton<SocketBlocks>();
            builder.Services.AddSingleton<IConnectionListenerFactory, EventLoopListener.Factory>();
        }
        else
        {
            builder.WebHost.UseSockets();
        }
    }
}
