using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Speaks to OpenAI-compatible servers over pooled connections, and to the built-in demo.</summary>
internal sealed class UpstreamClient(TimeProvider clock) : IUpstreamClient, IDisposable
{
    private static readonly ProductInfoHeaderValue Product = new("AkashChat", typeof(UpstreamClient).Assembly.GetName().Version?.ToString(3));

    // No cookies, redirects, proxy or decompression: what the server sent is what the caller gets, and a key never
    // follows a redirect to another host.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = ConnectAsync,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        EnableMultipleHttp2Connections = true,
        // The whole idea of leaving is that the server hears of it: no draining of what nobody reads.
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
    });

    private readonly HttpMessageInvoker _demo = new(new DemoUpstream());

    public async ValueTask<UpstreamAnswer> SendAsync(
        Deployment deployment, GatewayRoute route, UpstreamBody body, CancellationToken cancellationToken)
    {
        var content = new ReadOnlyMemoryContent(body.Bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", body.ContentType);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(deployment.BaseAddress, route.Path)) { Content = content };
        request.Headers.UserAgent.Add(Product);
        if (deployment.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation(deployment.Provider.KeyHeader, deployment.Provider.KeyScheme + key.Reveal());
        }

        try
        {
            var response = await (deployment.IsDemo ? _demo : _http).SendAsync(request, cancellationToken);
            return await HttpUpstreamAnswer.OfAsync(response, clock, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new UpstreamException(
                exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
                exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler's own time for connecting is over.
            throw new UpstreamException(isUnreachable: true, exception);
        }
        catch (IOException exception)
        {
            throw new UpstreamException(isUnreachable: false, exception);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A handshake of TLS computes for milliseconds; no other connection shall wait for that.
            if (context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttp)
            {
                InlineSockets.Choose(socket);
            }

            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _demo.Dispose();
    }
}
