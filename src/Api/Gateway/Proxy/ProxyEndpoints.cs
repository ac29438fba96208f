using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Gateway.Proxy;

/// <summary>The gateway's routes with a LiteLLM proxy behind us: all of them go there, known and unknown ones, and it enforces.</summary>
internal static class ProxyEndpoints
{
    internal static void MapProxy(this IEndpointRouteBuilder v1)
    {
        foreach (var forwarded in ForwardedRoute.All)
        {
            v1.MapDescribed(HttpMethods.Post, $"/{forwarded.Route.Path}", forwarded.Summary, forwarded.Example);
        }

        v1.MapDescribed(HttpMethods.Get, "/models", "Lists the models that the key may call.");
        v1.MapDescribed(HttpMethods.Get, "/models/{**id}", "Tells about one model.");
        v1.Map("/{**path}", (RequestDelegate)HandleAsync).AllowAnonymous();
    }

    private static void MapDescribed(this IEndpointRouteBuilder v1, string method, string path, string summary, params object[] metadata) => v1
        .MapMethods(path, [method], (Delegate)HandleAsync)
        .WithTags("Gateway")
        .WithSummary(summary)
        .WithMetadata(metadata)
        .AllowAnonymous();

    private static Task HandleAsync(HttpContext context) => context.RequestServices.GetRequiredService<ProxyForwarding>().ForwardAsync(context);
}
