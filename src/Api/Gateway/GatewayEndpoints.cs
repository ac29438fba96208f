using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Caching;
using AkashChat.Application.Gateway.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Gateway;

/// <summary>The routes that are forwarded to model servers. All of them go through <see cref="HandleAsync"/>: key, body, admission, forwarding.</summary>
internal static class GatewayEndpoints
{
    internal static void MapGateway(this IEndpointRouteBuilder v1)
    {
        v1.MapForwarded(GatewayRoute.ChatCompletions, "Answers a conversation, whole or as a stream.", GatewayExamples.ChatCompletions);
        v1.MapForwarded(GatewayRoute.Completions, "Continues a text, whole or as a stream.", GatewayExamples.Completions);
        v1.MapForwarded(GatewayRoute.Embeddings, "Turns texts into vectors.", GatewayExamples.Embeddings);
    }

    private static void MapForwarded(this IEndpointRouteBuilder v1, GatewayRoute route, string summary, OpenApiExample example) => v1
        // A plain RequestDelegate would be left out of the API description.
        .MapPost($"/{route.Path}", (Delegate)((HttpContext context) => HandleAsync(context, route)))
        .WithTags("Gateway")
        .WithSummary(summary)
        .WithMetadata(example, route)
        .AllowAnonymous();

    private static async Task HandleAsync(HttpContext context, GatewayRoute route)
    {
        var services = context.RequestServices;
        var clock = services.GetRequiredService<TimeProvider>();
        var startedAt = clock.GetTimestamp();
        var callerLeft = context.RequestAborted;

        var key = await context.CheckKeyAsync();
        if (!key.IsSuccess)
        {
            await context.WriteErrorAsync(key.Error);
            return;
        }

        var maxBytes = services.GetRequiredService<GatewayOptions>().MaxBodyBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // Our own bound is the tighter one, and answers in the right dialect.
            limit.MaxRequestBodySize = maxBytes + 1L;
        }

        var bodyBeganAt = clock.GetTimestamp();
        var body = await RequestBody.ReadAsync(context.Request, maxBytes, callerLeft);
        var bodyWait = clock.GetElapsedTime(bodyBeganAt);
        if (!body.IsSuccess)
        {
            await context.WriteErrorAsync(body.Error);
            return;
        }

        using var bytes = body.Value;
        var fields = CallReader.Read(bytes.Written.Span);
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

        using var decision = await services.GetRequiredService<RequestAdmitter>().AdmitAsync(
            key.Value, fields.Value.Model, namesStandIns: !controls.Value.Fallbacks.IsDefaultOrEmpty, callerLeft);
        LimitHeaders.Write(context.Response, decision);
        var error = decision.Refusal ?? await services.GetRequiredService<CachedForwarder>().ForwardAsync(
            new GatewayCall(route, decision, bytes.Written, fields.Value, startedAt)
            {
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
