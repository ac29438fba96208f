using System.Collections.Frozen;
using AkashChat.Application.Gateway;
using AkashChat.Application.Gateway.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Gateway;

/// <summary>Takes a call that is plainly one of the gateway's straight to its handler, past what is there for pages and the REST API: files, routing, sessions.</summary>
/// <remarks>
/// Only the paths as they are documented; another spelling, one with the model in it, or a call from a page of another origin,
/// which needs CORS, finds the same handler over the routes of <see cref="GatewayEndpoints"/>.
/// </remarks>
internal static class GatewayShortWay
{
    internal static IApplicationBuilder UseGatewayShortWay(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetService<LiteLlmOptions>() is not null)
        {
            return app;
        }

        var handler = app.ApplicationServices.GetRequiredService<GatewayHandler>();
        var routes = GatewayRoute.All.ToFrozenDictionary(route => $"/v1/{route.Path}", StringComparer.Ordinal);
        return app.Use((context, next) =>
            HttpMethods.IsPost(context.Request.Method)
            && routes.TryGetValue(context.Request.Path.Value!, out var route)
            && context.Request.Headers.Origin.Count == 0
                ? handler.HandleAsync(context, route, null)
                : next(context));
    }
}
