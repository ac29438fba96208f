using System.Net;
using System.Net.Http.Headers;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Speaks to OpenAI-compatible servers over pooled connections, and to the built-in demo.</summary>
internal sealed class UpstreamClient : IUpstreamClient, IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly ProductInfoHeaderValue Product = new("AkashChat", typeof(UpstreamClient).Assembly.GetName().Version?.ToString(3));

    // No cookies, redirects, proxy or decompression: what the server sent is what the caller gets, and a key never
    // follows a redirect to another host.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        EnableMultipleHttp2Connections = true,
        // The whole idea of leaving is that the server hears of it: no draining of what nobody reads.
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
    });

    private readonly HttpMessageInvoker _demo = new(new DemoUpstream());

    public Task<HttpResponseMessage> SendAsync(
        Deployment deployment, GatewayRoute route, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = Json;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(deployment.BaseAddress, route.Path)) { Content = content };
        request.Headers.UserAgent.Add(Product);
        if (deployment.Key is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        }

        return (deployment.IsDemo ? _demo : _http).SendAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        _http.Dispose();
        _demo.Dispose();
    }
}
