using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace AkashChat.Api.Gateway.Proxy;

/// <summary>Passes everything on but what is between us and the browser, or us and the visitor's network.</summary>
internal sealed class ProxyTransformer(string path) : HttpTransformer
{
    // The proxy would record the address, and what a caller writes there is anybody's guess.
    private static readonly string[] OfTheWayHere =
        ["Cookie", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP"];

    // Ours say who may read the answer, and the proxy's own pages are not served here.
    private static readonly string[] OfTheProxy =
    [
        "Set-Cookie", "Server", "Strict-Transport-Security", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Expose-Headers", "Access-Control-Max-Age",
    ];

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = new Uri(string.Concat(destinationPrefix, path, httpContext.Request.QueryString.ToUriComponent()));
        proxyRequest.Headers.Host = null;
        foreach (var header in OfTheWayHere)
        {
            proxyRequest.Headers.Remove(header);
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null)
        {
            foreach (var header in OfTheProxy)
            {
                proxyResponse.Headers.Remove(header);
            }
        }

        var isForwarded = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        if (proxyResponse is not null && proxyResponse.Content.Headers.ContentLength is null)
        {
            // Proxies such as nginx would otherwise gather a stream before they pass it on.
            headers["X-Accel-Buffering"] = "no";
        }

        return isForwarded;
    }
}
