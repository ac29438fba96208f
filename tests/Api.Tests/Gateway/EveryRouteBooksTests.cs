using AkashChat.Api.Common;
using AkashChat.Api.Gateway;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>No route reaches a model server past the limits and the books.</summary>
public sealed class EveryRouteBooksTests
{
    private const string Body = """{"model":"scripted","messages":[{"role":"user","content":"x"}],"input":"x","prompt":"x","query":"x","documents":["x"]}""";

    // What the gateway answers itself.
    private static readonly string[] OfOurOwn = ["models", "models/{**id}", "key", "explain"];

    [Fact]
    public async Task EveryRouteToAnUpstream_CountsAgainstTheLimitsAndLeavesARecord()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options
            .WithModel("scripted", upstream)
            .WithSections("akashchat_settings: { limits: [{ for: user, requests: 1000, per: 1d }] }"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        var paths = PathsOf(host);

        var called = 0;
        foreach (var (path, route) in paths)
        {
            using var body = BodyOf(route);
            using var response = await client.PostAsync(new Uri(path, UriKind.Relative), body);
            await response.Content.ReadAsByteArrayAsync();

            Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode}");
            Assert.True(upstream.Requests.Count == ++called, $"{path} reached no upstream.");
            Assert.True(await UsedAsync(client) == called, $"{path} was not counted.");
        }

        var booked = await host.StopAndReadUsageAsync();
        Assert.Equal(
            paths.CountBy(path => path.Route.Path).OrderBy(count => count.Key, StringComparer.Ordinal),
            booked.CountBy(record => record.Route).OrderBy(count => count.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryRouteToAnUpstream_IsRefusedWhenTheLimitIsUsedUp()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options
            .WithModel("scripted", upstream)
            .WithSections("akashchat_settings: { limits: [{ for: user, requests: 1, per: 1d }] }"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var only = await client.ChatAsync();

        foreach (var (path, route) in PathsOf(host))
        {
            using var body = BodyOf(route);
            using var response = await client.PostAsync(new Uri(path, UriKind.Relative), body);
            await response.MustBeOpenAiErrorAsync(429, "gateway.request_limit");
        }

        Assert.Single(upstream.Requests);
    }

    /// <summary>Every path that leads to a model server, and what is asked there. One that is neither known to forward nor to be ours fails.</summary>
    private static List<(string Path, GatewayRoute Route)> PathsOf(TestHost host)
    {
        host.Services.GetRequiredService<LateEndpoints>().RequireAsync().GetAwaiter().GetResult();
        var endpoints = host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();
        var paths = new List<(string Path, GatewayRoute Route)>();
        foreach (var endpoint in endpoints)
        {
            var pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            if (endpoint.Metadata.GetMetadata<GatewayRoute>() is { } route)
            {
                paths.Add((pattern[1..], route));
            }
            else if (GatewayEndpoints.WithModelInPath.Contains(pattern))
            {
                paths.AddRange(GatewayRoute.All.Select(asked => ($"{pattern[1..].Replace("{**path}", "scripted", StringComparison.Ordinal)}/{asked.Path}", asked)));
            }
            else if (new Microsoft.AspNetCore.Http.PathString(pattern.Split('{')[0].TrimEnd('/')).GetDialect() == Dialect.OpenAi)
            {
                Assert.Contains(pattern[(pattern.IndexOf("v1/", StringComparison.Ordinal) + 3)..], OfOurOwn);
            }
        }

        Assert.Equal(GatewayRoute.All.ToHashSet(), paths.Select(path => path.Route).ToHashSet());
        return paths;
    }

    private static async Task<long> UsedAsync(HttpClient client)
    {
        using var key = await client.GetPathAsync("v1/key");
        return Assert.Single((await key.ReadJsonAsync()).GetProperty("limits").GetProperty("all").EnumerateArray()).GetProperty("used").GetInt64();
    }

    private static HttpContent BodyOf(GatewayRoute route)
    {
        if (!route.TakesForm)
        {
            return Json.Body(Body);
        }

        var file = new ByteArrayContent([1, 2, 3]);
        file.Headers.ContentType = new("application/octet-stream");
        return new MultipartFormDataContent { { new StringContent("scripted"), "model" }, { file, "file", "sound.wav" } };
    }
}
