using System.Net;
using AkashChat.TestKit.Hosting;
using AkashChat.Api.Common;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Common;

public sealed class LateEndpointsTests
{
    [Fact]
    public async Task FirstRequestsForPages_AllFindThemThoughTheyComeTogether()
    {
        await using var host = await TestHost.StartAsync();
        using var gateway = await host.Client.GetAsync(new Uri("/v1/models", UriKind.Relative));
        var before = host.Services.GetRequiredService<LateEndpoints>().Endpoints.Count;

        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var page = await host.Client.GetAsync(new Uri("/models", UriKind.Relative));
            return page.StatusCode;
        }));

        Assert.Equal((HttpStatusCode.Unauthorized, 0), (gateway.StatusCode, before));
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.NotEmpty(host.Services.GetRequiredService<LateEndpoints>().Endpoints);
    }
}
