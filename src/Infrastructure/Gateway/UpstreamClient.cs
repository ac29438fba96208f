using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Gateway.Http1;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Speaks to OpenAI-compatible servers over pooled connections, and to the built-in demo.</summary>
internal sealed class UpstreamClient(InlineSockets inline, TimeProvider clock) : IUpstreamClient, IDisposable
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
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        EnableMultipleHttp2Connections = true,
        // The whole idea of leaving is that the server hears of it: no draining of what nobody reads.
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
    });

    private readonly HttpMessageInvoker _demo = new(new DemoUpstream());
    private readonly Http1Client _plain = new(inline, clock);
    private readonly ConditionalWeakTable<Deployment, ConcurrentDictionary<GatewayRoute, Http1Target?>> _targets = [];

    public ValueTask<UpstreamAnswer> SendAsync(
        Deployment deployment, GatewayRoute route, UpstreamBody body, CancellationToken cancellationToken) =>
        Http1Request.CanCarry(body.ContentType) && TargetOf(deployment, route) is { } target
            ? _plain.SendAsync(new Http1Request(target, body.ContentType, body.Bytes), cancellationToken)
            : SendByGeneralClientAsync(deployment, route, body, cancellationToken);

    public void Dispose()
    {
        _http.Dispose();
        _demo.Dispose();
        _plain.Dispose();
    }

    private async ValueTask<UpstreamAnswer> SendByGeneralClientAsync(
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

    /// <summary>The way of plain HTTP, worked out once for each deployment and route; null: it needs the general client.</summary>
    private Http1Target? TargetOf(Deployment deployment, GatewayRoute route)
    {
        var targets = _targets.GetValue(deployment, static _ => new ConcurrentDictionary<GatewayRoute, Http1Target?>(ReferenceEqualityComparer.Instance));
        return targets.TryGetValue(route, out var known) ? known : targets[route] = MakeTarget(deployment, route);
    }

    private Http1Target? MakeTarget(Deployment deployment, GatewayRoute route)
    {
        var address = new Uri(deployment.BaseAddress, route.Path);
        if (deployment.IsDemo || address.Scheme != Uri.UriSchemeHttp)
        {
            return null;
        }

        List<KeyValuePair<string, string>> headers = [new("User-Agent", Product.ToString())];
        if (deployment.Key is { } key)
        {
            headers.Add(new(deployment.Provider.KeyHeader, deployment.Provider.KeyScheme + key.Reveal()));
        }

        return Http1Target.TryCreate(address, headers, _plain.PoolOf(address));
    }
}
