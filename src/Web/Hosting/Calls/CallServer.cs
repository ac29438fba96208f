using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>The server: Kestrel, and for what is plainly a call of the gateway a shorter way to the same pipeline.</summary>
internal sealed class CallServer(IServer kestrel, CallConnections connections) : IServer
{
    /// <inheritdoc/>
    public IFeatureCollection Features => kestrel.Features;

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        connections.Start(application);
        return kestrel.StartAsync(application, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(connections.StopAsync(cancellationToken), kestrel.StopAsync(cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => kestrel.Dispose();
}
