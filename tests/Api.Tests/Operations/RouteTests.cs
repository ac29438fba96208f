using AkashChat.Api.Common;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.TestKit.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Operations;

public sealed class RouteTests
{
    [Fact]
    public async Task EveryApiRoute_SaysWhoMayCallIt()
    {
        await using var host = await TestHost.StartAsync();
        var routes = Routes(host).Where(route => route.RoutePattern.RawText!.Contains("api", StringComparison.Ordinal)).ToList();

        var silent = routes.Where(route => route.Metadata.GetMetadata<IAuthorizeData>() is null && route.Metadata.GetMetadata<IAllowAnonymous>() is null);

        Assert.NotEmpty(routes);
        Assert.Empty(silent.Select(route => route.RoutePattern.RawText));
    }

    [Fact]
    public async Task EveryForwardedRoute_IsThereUnderBothPrefixesAndNoOtherRouteForwards()
    {
        await using var host = await TestHost.StartAsync();

        var forwarded = Routes(host).Where(route => route.Metadata.GetMetadata<GatewayRoute>() is not null).Select(route => route.RoutePattern.RawText).Order();

        var expected = GatewayRoute.All.SelectMany(route => new[] { $"/v1/{route.Path}", $"/api/v1/{route.Path}" }).Append("/v2/rerank").Order();
        Assert.Equal(expected, forwarded);
    }

    private static IEnumerable<RouteEndpoint> Routes(TestHost host)
    {
        host.Services.GetRequiredService<LateEndpoints>().RequireAsync().GetAwaiter().GetResult();
        return host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();
    }
}
