using AkashChat.Api.Common;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Gateway;

/// <summary>The routes that are forwarded to model servers. All of them go through <see cref="GatewayHandler"/>.</summary>
internal static class GatewayEndpoints
{
    /// <summary>The routes whose path names the model, as Azure's clients and OpenAI's oldest ones write it.</summary>
    internal static readonly IReadOnlyList<string> WithModelInPath = ["/openai/deployments/{**path}", "/engines/{**path}"];

    internal static void MapGateway(this IEndpointRouteBuilder v1)
    {
        var handler = v1.ServiceProvider.GetRequiredService<GatewayHandler>();
        foreach (var forwarded in ForwardedRoute.All)
        {
            v1.MapForwarded($"/{forwarded.Route.Path}", forwarded, handler);
        }
    }

    /// <summary>The routes that lie outside of <c>/v1</c>.</summary>
    internal static void MapGatewayRoot(this IEndpointRouteBuilder root)
    {
        var handler = root.ServiceProvider.GetRequiredService<GatewayHandler>();
        root.MapForwarded($"/v2/{GatewayRoute.Rerank.Path}", ForwardedRoute.All.Single(forwarded => forwarded.Route == GatewayRoute.Rerank), handler);
        foreach (var pattern in WithModelInPath)
        {
            root.MapPost(pattern, (RequestDelegate)(context => HandleModelInPathAsync(context, handler))).AllowAnonymous();
        }
    }

    private static void MapForwarded(this IEndpointRouteBuilder v1, string pattern, ForwardedRoute forwarded, GatewayHandler handler)
    {
        RequestDelegate handle = context => handler.HandleAsync(context, forwarded.Route, null);
        v1.MapPost(pattern, handle)
            .WithTags("Gateway")
            .WithSummary(forwarded.Summary)
            // With its method, which a plain RequestDelegate does not have; the API description would leave it out.
            .WithMetadata(forwarded.Example, forwarded.Route, handle.Method)
            .AllowAnonymous();
    }

    private static Task HandleModelInPathAsync(HttpContext context, GatewayHandler handler) =>
        ModelInPath.Of(context.GetRouteValue("path") as string ?? string.Empty) is var (route, model)
            ? handler.HandleAsync(context, route, model)
            : context.WriteErrorAsync(CommonErrors.RouteNotFound);
}
