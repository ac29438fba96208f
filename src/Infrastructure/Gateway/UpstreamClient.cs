using System.Net;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Gateway.Http1;
using AkashChat.Infrastructure.Gateway.Sockets;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Speaks to OpenAI-compatible servers over pooled connections, and to the built-in demo.</summary>
internal sealed class UpstreamClient : IUpstreamClient, IDisposable
{
    private readonly TimeProvider _clock;
    private readonly UpstreamTargets _targets;
    private readonly Http1Client _plain;

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

    /// <summary>Opens nothing yet.</summary>
    public UpstreamClient(GatewaySockets sockets, TimeProvider clock)
    {
        _clock = clock;
        _plain = new Http1Client(sockets, clock);
        _targets = new UpstreamTargets(PlainOf);
    }

    public ValueTask<UpstreamAnswer> SendAsync(
        Deployment deployment, GatewayRoute route, UpstreamBody body, CancellationToken cancellationToken)
    {
        var target = _targets.Of(deployment, route);
        return target.Plain is { } plain && Http1Request.CanCarry(body.ContentType)
            ? _plain.SendAsync(new Http1Request(plain, body.ContentType, body.Bytes, body.Watch), cancellationToken)
            : SendByGeneralClientAsync(deployment, target, body, cancellationToken);
    }

    public void Dispose()
    {
        _http.Dispose();
        _demo.Dispose();
        _plain.Dispose();
    }

    private async ValueTask<UpstreamAnswer> SendByGeneralClientAsync(
        Deployment deployment, UpstreamTarget target, UpstreamBody body, CancellationToken cancellationToken)
    {
        var content = new WatchedContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", body.ContentType);
        var request = new HttpRequestMessage(HttpMethod.Post, target.Address) { Content = content };
        foreach (var (name, value) in target.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            var response = await (deployment.IsDemo ? _demo : _http).SendAsync(request, cancellationToken);
            return await HttpUpstreamAnswer.OfAsync(response, _clock, cancellationToken);
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

    /// <summary>The way of plain HTTP; null: the target needs the general client.</summary>
    private Http1Target? PlainOf(Deployment deployment, UpstreamTarget target) =>
        deployment.IsDemo || target.Address.Scheme != Uri.UriSchemeHttp
            ? null
            : Http1Target.TryCreate(target.Address, target.Headers, _plain.PoolOf(target.Address));
}
