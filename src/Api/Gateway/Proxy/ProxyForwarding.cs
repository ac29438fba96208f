using AkashChat.Api.Common;
using AkashChat.Application.Gateway;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace AkashChat.Api.Gateway.Proxy;

/// <summary>Takes a request to the LiteLLM proxy and its answer back, byte for byte: streams as they come, ends as they are, and the caller's leaving too.</summary>
internal sealed partial class ProxyForwarding(
    IHttpForwarder forwarder, ForwarderRequestConfig config, LiteLlmOptions proxy, MasterKeyGuard guard, GatewayOptions gateway, ILogger<ProxyForwarding> logger)
    : IDisposable
{
    /// <summary>How long the proxy may be silent, before its answer and within it; models may think for long.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null,

        // Who leaves a stream leaves at once; the default would read on to save the connection.
        MaxResponseDrainSize = 0,
    });

    private readonly string _destination = proxy.Endpoint.ToString().TrimEnd('/');

    /// <summary>Forwards.</summary>
    internal async Task ForwardAsync(HttpContext context)
    {
        if (!ProxyPath.TryRead(context.Request.Path, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, out var path))
        {
            await context.WriteErrorAsync(CommonErrors.RouteNotFound);
            return;
        }

        if (guard.IsPresented(context.Request))
        {
            // It opens everything at the proxy, so that it is not to work from outside at all.
            Log.MasterKey(logger, context.TraceIdentifier);
            await context.WriteErrorAsync(KeyErrors.Unknown);
            return;
        }

        if (context.Request.ContentLength > gateway.MaxBodyBytes)
        {
            await context.WriteErrorAsync(CommonErrors.BodyTooLarge);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = gateway.MaxBodyBytes;
        }

        var failure = await forwarder.SendAsync(context, _destination, _http, config, new ProxyTransformer(path));
        if (failure == ForwarderError.None)
        {
            // An answer without a body has not begun yet, and is the proxy's own all the same.
            await context.Response.StartAsync();
            return;
        }

        await AnswerAsync(context, failure);
    }

    public void Dispose() => _http.Dispose();

    private async Task AnswerAsync(HttpContext context, ForwarderError failure)
    {
        var cause = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        if (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            // Nobody is there, or the answer broke off: the connection is broken off as well, so that nobody takes it for whole.
            return;
        }

        if (BadRequestIn(cause) is { } bad)
        {
            throw new BadHttpRequestException(bad.Message, bad.StatusCode);
        }

        Log.Failed(logger, failure, cause?.GetBaseException().GetType().Name ?? "none");

        // Ours stay: they say who may read the answer.
        context.Response.Headers.ContentLength = null;
        context.Response.Headers.ContentEncoding = default;
        context.Response.Headers.TransferEncoding = default;
        await context.WriteErrorAsync(failure is ForwarderError.RequestTimedOut or ForwarderError.RequestBodyDestination && cause is OperationCanceledException
            ? GatewayErrors.UpstreamTimeout
            : GatewayErrors.ProxyUnavailable);
    }

    // What was wrong with the body stands beside what that did to the call of the proxy.
    private static BadHttpRequestException? BadRequestIn(Exception? exception) => exception switch
    {
        null => null,
        BadHttpRequestException bad => bad,
        AggregateException several => several.InnerExceptions.Select(BadRequestIn).FirstOrDefault(found => found is not null),
        _ => BadRequestIn(exception.InnerException),
    };

    private static partial class Log
    {
        [LoggerMessage(3300, LogLevel.Warning, "The LiteLLM proxy did not answer a forwarded call: {Failure} ({Reason})")]
        public static partial void Failed(ILogger logger, ForwarderError failure, string reason);

        [LoggerMessage(3301, LogLevel.Warning, "Request {RequestId} came from outside with the proxy's master key and was refused; if that was nobody of yours, change the key")]
        public static partial void MasterKey(ILogger logger, string requestId);
    }
}
