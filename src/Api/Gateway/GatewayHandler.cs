using AkashChat.Api.Common;
using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Caching;
using AkashChat.Application.Gateway.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AkashChat.Api.Gateway;

/// <summary>The way of a forwarded call: key, body, admission, forwarding.</summary>
/// <remarks>One serves all calls: what it needs lives as long as the service, and a scope for each call would cost more than some of its steps.</remarks>
internal sealed class GatewayHandler(
    KeyAuthenticator keys,
    RequestAdmitter admitter,
    CachedForwarder forwarder,
    IModelCatalog catalog,
    GatewayOptions options,
    TimeProvider clock)
{
    /// <summary>Answers a call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="route">What is asked.</param>
    /// <param name="modelOfPath">The model that the path names; null: none.</param>
    internal async Task HandleAsync(HttpContext context, GatewayRoute route, string? modelOfPath)
    {
        var startedAt = clock.GetTimestamp();
        var callerLeft = context.RequestAborted;
        var key = await context.CheckKeyAsync(keys, clock);
        if (!key.IsSuccess)
        {
            await context.WriteErrorAsync(key.Error);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // Our own bound is the tighter one, and answers in the right dialect.
            limit.MaxRequestBodySize = options.MaxBodyBytes + 1L;
        }

        var bodyBeganAt = clock.GetTimestamp();
        var body = await RequestBody.ReadAsync(context.Request, route, options.MaxBodyBytes, callerLeft);
        var bodyWait = clock.GetElapsedTime(bodyBeganAt);
        if (!body.IsSuccess)
        {
            await context.WriteErrorAsync(body.Error);
            return;
        }

        using var bytes = body.Value;
        await LongWork.LeaveSocketThreadAsync(bytes.Length);
        var fields = CallIntake.Read(route, bytes, context.Request.ContentType, modelOfPath);
        if (!fields.IsSuccess)
        {
            await context.WriteErrorAsync(fields.Error);
            return;
        }

        var controls = ControlHeaders.Read(context.Request.Headers, fields.Value.Controls);
        if (!controls.IsSuccess)
        {
            await context.WriteErrorAsync(controls.Error);
            return;
        }

        var table = catalog.Current;
        using var decision = await admitter.AdmitAsync(
            key.Value, table, fields.Value.Model, namesStandIns: !controls.Value.Fallbacks.IsDefaultOrEmpty, callerLeft);
        LimitHeaders.Write(context.Response, decision);
        var error = decision.Refusal ?? await forwarder.ForwardAsync(
            new GatewayCall(route, decision, bytes.Written, fields.Value, startedAt)
            {
                Table = table,
                ContentType = route.TakesForm ? context.Request.ContentType! : "application/json",
                Controls = controls.Value,
                SessionId = ControlHeaders.SessionOf(context.Request.Headers),
                BodyWait = bodyWait,
                CacheControl = context.Request.Headers.CacheControl,
            },
            new HttpCallerAnswer(context),
            callerLeft);
        if (error is not null)
        {
            await context.WriteErrorAsync(error);
        }
    }
}
