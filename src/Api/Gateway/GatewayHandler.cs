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
    internal Task HandleAsync(
        HttpContext context, GatewayRoute route, string? modelOfPath, Func<HttpContext, KeySnapshot, CallNeeds, Task>? insteadOfSending = null)
    {
        var preparing = PrepareAsync(context, route, modelOfPath, insteadOfSending);

        // Nearly all calls come whole and are admitted at once. In one method with the sending, all that this needs would be held
        // until the model server has answered.
        return preparing.IsCompletedSuccessfully ? SendAsync(context, preparing.Result) : SendLaterAsync(context, preparing);
    }

    /// <summary>The type that a body goes on with: clients forget JSON's, and a form's has its boundary.</summary>
    internal static string ContentTypeOf(HttpRequest request, GatewayRoute route) => route.TakesForm ? request.ContentType! : "application/json";

    private async Task SendLaterAsync(HttpContext context, ValueTask<PreparedCall?> preparing) => await SendAsync(context, await preparing);

    private Task SendAsync(HttpContext context, PreparedCall? prepared) =>
        prepared is { Call: var call, Body: var body } ? SendAsync(context, call, body) : Task.CompletedTask;

    private async Task SendAsync(HttpContext context, GatewayCall call, PooledBytes body)
    {
        using var bytes = body;
        using var decision = call.Decision;
        LimitHeaders.Write(context.Response, decision);
        if (decision.Refusal is not null)
        {
            refusals.Note(NotedRefusal.Of(decision, call.Route.Path, call.Fields.Model, clock.GetUtcNow()));
        }

        var callerLeft = context.RequestAborted;
        var answer = new HttpCallerAnswer(context);
        var error = decision.Refusal ?? await forwarder.ForwardAsync(call, answer, callerLeft);
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

    /// <summary>Checks the key, reads the body and has the call admitted.</summary>
    /// <returns>Null: that was all, there is nothing to send.</returns>
    private async ValueTask<PreparedCall?> PrepareAsync(
        HttpContext context, GatewayRoute route, string? modelOfPath, Func<HttpContext, KeySnapshot, CallNeeds, Task>? insteadOfSending)
    {
        var (startedAt, arrivedAt) = (clock.GetTimestamp(), clock.GetUtcNow());
        var key = await context.CheckKeyAsync(keys, arrivedAt);
        if (!key.IsSuccess)
        {
            await context.WriteErrorAsync(key.Error);
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // Our own bound is the tighter one, and answers in the right dialect. Kestrel's counts what frames chunks, too.
            limit.MaxRequestBodySize = options.MaxBodyBytes * MostBytesForOneOfAChunk;
        }

        var reading = RequestBody.ReadAsync(context.Request, route, options.MaxBodyBytes, context.RequestAborted);
        long? waitsSince = reading.IsCompleted ? null : clock.GetTimestamp();
        var body = await reading;
        var bodyWait = waitsSince is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;
        if (!body.IsSuccess)
        {
            await context.WriteErrorAsync(body.Error);
            return null;
        }

        var bytes = body.Value;
        AdmissionDecision? decision = null;
        var isPrepared = false;
        try
        {
            await LongWork.LeaveSocketThreadAsync(bytes.Length);
            var fields = CallIntake.Read(route, bytes, context.Request.ContentType, modelOfPath);
            if (!fields.IsSuccess)
            {
                await context.WriteErrorAsync(fields.Error);
                return null;
            }

            var controls = ControlHeaders.Read(context.Request.Headers, fields.Value.Controls);
            if (!controls.IsSuccess)
            {
                await context.WriteErrorAsync(controls.Error);
                return null;
            }

            var table = catalog.Current;
            var needs = new CallNeeds(route, bytes.Written, fields.Value, controls.Value, table, key.Value) { ArrivedAt = arrivedAt };
            if (insteadOfSending is not null)
            {
                await insteadOfSending(context, key.Value, needs);
                return null;
            }

            decision = await admitter.AdmitAsync(context, key.Value, needs);
            var prepared = new PreparedCall(
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
                bytes);
            isPrepared = true;
            return prepared;
        }
        finally
        {
            if (!isPrepared)
            {
                decision?.Dispose();
                bytes.Dispose();
            }
        }
    }

    /// <summary>A call that was admitted or refused; both are to be disposed of.</summary>
    private readonly record struct PreparedCall(GatewayCall Call, PooledBytes Body);
}
