using AkashChat.Infrastructure.Gateway.Sockets;
using AkashChat.Web.Hosting.Calls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AkashChat.Web.Hosting;

/// <summary>How callers' connections are listened for and handled.</summary>
internal static class SocketModule
{
    /// <summary>Listens with event loops where that is wanted and the system has them; after Kestrel is chosen.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="areInline">Whether the operator wants them.</param>
    internal static void UseSockets(this WebApplicationBuilder builder, bool areInline)
    {
        if (new GatewaySockets(areInline).UsesEventLoops)
        {
            // Pages leave the loop's thread before they begin: Api/Common/PoolThreads.
            builder.Services.AddSingleton<SocketBlocks>();
            builder.Services.AddSingleton<CallConnections>();
            builder.Services.AddSingleton<IConnectionListenerFactory, EventLoopListener.Factory>();
            var kestrel = builder.Services.Single(service => service.ServiceType == typeof(IServer)).ImplementationType!;
            builder.Services.Replace(ServiceDescriptor.Singleton<IServer>(services => new CallServer(
                (IServer)ActivatorUtilities.CreateInstance(services, kestrel), services.GetRequiredService<CallConnections>())));
        }
        else
        {
            builder.WebHost.UseSockets();
        }
    }
}
