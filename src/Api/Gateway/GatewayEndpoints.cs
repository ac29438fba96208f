using AkashChat.Api.Common;
using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Caching;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Gateway;

/// <summary>The routes that are forwarded to model servers. All of them go through <see cref="HandleAsync"/>: key, body, admission, forwarding.</summary>
internal static class GatewayEndpoints
{
    /// <summary>The routes whose path names the model, as Azure's clients and OpenAI's oldest ones write it.</summary>
    internal static readonly IReadOnlyList<string> WithModelInPath = ["/openai/deployments/{**path}", "/engines/{**path}"];

    internal static void MapGateway(this IEndpointRouteBuilder v1)
    {
        foreach (var forwarded in ForwardedRoute.All)
        {
            v1.MapForwarded($"/{forwarded.Route.Path}", forwarded);
        }
    }

    /// <summary>The routes that lie outside of <c>/v1</c>.</summary>
    internal static void MapGatewayRoot(this IEndpointRouteBuilder root)
    {
        root.MapForwarded($"/v2/{GatewayRoute.Rerank.Path}", ForwardedRoute.All.Single(forwarded => forwarded.Route == GatewayRoute.Rerank));
        foreach (var pattern in WithModelInPath)
        {
            root.MapPost(pattern, (RequestDelegate)HandleModelInPathAsync).AllowAnonymous();
        }
    }

    private static void MapForwarded(this IEndpointRouteBuilder v1, string pattern, ForwardedRoute forwarded) => v1
        // A plain RequestDelegate would be left out of the API description.
        .MapPost(pattern, (Delegate)((HttpContext context) => HandleAsync(context, forwarded.Route, null)))
        .WithTags("Gateway")
        .WithSummary(forwarded.Summary)
        .WithMetadata(forwarded.Example, forwarded.Route)
        .AllowAnonymous();

    private static Task HandleModelInPathAsync(HttpContext context) =>
        ModelInPath.Of(context.GetRouteValue("path") as string ?? string.Empty) is var (route, model)
            ? HandleAsync(context, route, model)
            : context.WriteErrorAsync(CommonErrors.RouteNotFound);

    private static async Task HandleAsync(HttpContext context, GatewayRoute route, string? modelOfPath)
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
        var body = await RequestBody.ReadAsync(context.Request, route, maxBytes, callerLeft);
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

        var table = services.GetRequiredService<IModelCatalog>().Current;
        using var decision = await services.GetRequiredService<RequestAdmitter>().AdmitAsync(
            key.Value, table, fields.Value.Model, namesStandIns: !controls.Value.Fallbacks.IsDefaultOrEmpty, callerLeft);
        LimitHeaders.Write(context.Response, decision);
        var error = decision.Refusal ?? await services.GetRequiredService<CachedForwarder>().ForwardAsync(
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
