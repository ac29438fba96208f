using System.Net;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Speaks to OpenAI-compatible servers over pooled connections, and to the built-in demo.</summary>
internal sealed class UpstreamClient(TimeProvider clock) : IUpstreamClient, IDisposable
{
    private readonly UpstreamTargets _targets = new();

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

    public async ValueTask<UpstreamAnswer> SendAsync(
        Deployment deployment, GatewayRoute route, UpstreamBody body, CancellationToken cancellationToken)
    {
        var content = new ReadOnlyMemoryContent(body.Bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", body.ContentType);
        var target = _targets.Of(deployment, route);
        var request = new HttpRequestMessage(HttpMethod.Post, target.Address) { Content = content };
        foreach (var (name, value) in target.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
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

    public void Dispose()
    {
        _http.Dispose();
        _demo.Dispose();
    }
}
