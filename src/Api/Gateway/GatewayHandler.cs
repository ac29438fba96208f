using AkashChat.Api.Common;
using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Caching;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Usage.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AkashChat.Api.Gateway;

/// <summary>The way of a forwarded call: key, body, admission, forwarding.</summary>
/// <remarks>One serves all calls: what it needs lives as long as the service, and a scope for each call would cost more than some of its steps.</remarks>
internal sealed class GatewayHandler(
    KeyAuthenticator keys,
    WaitingCaller admitter,
    StandInAdmitter standIns,
    CachedForwarder forwarder,
    IRefusalLog refusals,
    IModelCatalog catalog,
    GatewayOptions options,
    TimeProvider clock)
{
    // Its length, two ends of lines, itself; and something for the end of all.
    private const long MostBytesForOneOfAChunk = 8;

    /// <summary>Answers a call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="route">What is asked.</param>
    /// <param name="modelOfPath">The model that the path names; null: none.</param>
    /// <param name="insteadOfSending">What is done with the call once it is read; null: it is admitted and sent.</param>
    internal async Task HandleAsync(
        HttpContext context, GatewayRoute route, string? modelOfPath, Func<HttpContext, KeySnapshot, CallNeeds, Task>? insteadOfSending = null)
    {
        var (startedAt, arrivedAt) = (clock.GetTimestamp(), clock.GetUtcNow());
        var callerLeft = context.RequestAborted;
        var key = await context.CheckKeyAsync(keys, clock);
        if (!key.IsSuccess)
        {
            await context.WriteErrorAsync(key.Error);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // Our own bound is the tighter one, and answers in the right dialect. Kestrel's counts what frames chunks, too.
            limit.MaxRequestBodySize = options.MaxBodyBytes * MostBytesForOneOfAChunk;
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
        var needs = new CallNeeds(route, bytes.Written, fields.Value, controls.Value, table, key.Value) { ArrivedAt = arrivedAt };
        if (insteadOfSending is not null)
        {
            await insteadOfSending(context, key.Value, needs);
            return;
        }

        using var decision = await admitter.AdmitAsync(context, key.Value, needs);
        LimitHeaders.Write(context.Response, decision);
        if (decision.Refusal is not null)
        {
            refusals.Note(NotedRefusal.Of(decision, route.Path, fields.Value.Model, clock.GetUtcNow()));
        }

        var answer = new HttpCallerAnswer(context);
        var error = decision.Refusal ?? await forwarder.ForwardAsync(
            new GatewayCall(route, decision, bytes.Written, fields.Value.LoweredTo(decision.LoweredMaxTokens, route), startedAt)
            {
                Table = table,
                ContentType = ContentTypeOf(context.Request, route),
                Controls = controls.Value,
                StandIns = standIns,
                SessionId = ControlHeaders.SessionOf(context.Request.Headers),
                ArrivedAt = arrivedAt,
                BodyWait = bodyWait,
                CacheControl = context.Request.Headers.CacheControl,
            },
            answer,
            callerLeft);
        if (error is not null)
        {
            await (context.Response.HasStarted
                ? answer.WriteErrorEventAsync(error, callerLeft).AsTask()
                : context.WriteErrorAsync(error));
        }
        else
        {
            await answer.EndAsync(callerLeft);
        }
    }

    /// <summary>The type that a body goes on with: clients forget JSON's, and a form's has its boundary.</summary>
    internal static string ContentTypeOf(HttpRequest request, GatewayRoute route) => route.TakesForm ? request.ContentType! : "application/json";
}
