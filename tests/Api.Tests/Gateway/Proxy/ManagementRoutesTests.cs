using System.Collections.Concurrent;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.LiteLlm;

namespace AkashChat.Api.Tests.Gateway.Proxy;

/// <summary>Nobody administers the proxy through our port, however they write it and whatever key they have.</summary>
[Collection(HeavyTests.Name)]
public sealed class ManagementRoutesTests
{
    private static readonly ParallelOptions FewAtOnce = new() { MaxDegreeOfParallelism = 8 };

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    [InlineData("/api/v1")]
    [InlineData("/api")]
    public async Task ManagementRoute_InAnySpelling_NeverReachesTheProxy(string prefix)
    {
        await using var rig = await ProxyRig.StartAsync();
        var key = await rig.Host.ClaimKeyAsync();
        var before = rig.Proxy.Requests.Count;
        var calls =
            from route in ManagementRouteList.Routes
            from target in ManagementRouteList.Spellings(prefix, route.Path, rig.Host.BaseAddress.Authority)
            select (route.Method, target);

        var failures = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(calls, FewAtOnce, async (call, _) =>
        {
            var status = await RawCalls.SendAsync(rig.Host.BaseAddress, call.Method, call.target, $"Authorization: Bearer {key}");
            if (status >= 500)
            {
                failures.Add($"{call.Method} {call.target}: {status}");
            }
        });

        Assert.Empty(failures);
        MustBeUntouched(rig, before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    [InlineData("/api/v1")]
    [InlineData("/api")]
    public async Task ManagementRoute_WithAnyKeyInAnyPlace_NeverReachesTheProxy(string prefix)
    {
        await using var rig = await ProxyRig.StartAsync();
        var key = await rig.Host.ClaimKeyAsync();
        var before = rig.Proxy.Requests.Count;
        var calls =
            from route in ManagementRouteList.Routes
            from header in ManagementRouteList.HeadersWith(LiteLlmServer.MasterKey).Append($"Authorization: Bearer {key}").Append("X-No: key")
            select (route.Method, Target: prefix + route.Path, header);

        await Parallel.ForEachAsync(calls, FewAtOnce, async (call, _) =>
        {
            var status = await RawCalls.SendAsync(rig.Host.BaseAddress, call.Method, call.Target, call.header);
            Assert.True(status is >= 400 and < 500, $"{call.Method} {call.Target} {call.header}: {status}");
        });
        foreach (var (method, path) in ManagementRouteList.Routes)
        {
            Assert.InRange(await RawCalls.SendAsync(rig.Host.BaseAddress, method, $"{prefix}{path}?key={LiteLlmServer.MasterKey}"), 400, 499);
        }

        Assert.Equal(before, rig.Proxy.Requests.Count);
    }

    [Theory]
    [InlineData("POST", "/v1/chat/completions")]
    [InlineData("POST", "/api/v1/embeddings")]
    [InlineData("GET", "/v1/models")]
    [InlineData("GET", "/v1/models/gpt-4o")]
    [InlineData("DELETE", "/v1/responses/some")]
    public async Task ModelCall_WithTheMasterKeyInAnyPlace_Is401AndNeverReachesTheProxy(string method, string path)
    {
        await using var rig = await ProxyRig.StartAsync();
        var key = await rig.Host.ClaimKeyAsync();
        var before = rig.Proxy.Requests.Count;

        foreach (var header in ManagementRouteList.HeadersWith(LiteLlmServer.MasterKey))
        {
            Assert.Equal((header, 401), (header, await RawCalls.SendAsync(rig.Host.BaseAddress, method, path, header)));

            // Beside a key that works, too: which of them counts is the proxy's choice.
            Assert.Equal((header, 401), (header, await RawCalls.SendAsync(rig.Host.BaseAddress, method, path, "x-litellm-api-key: " + key, header)));
        }

        foreach (var query in new[] { $"?key={LiteLlmServer.MasterKey}", $"?key={LiteLlmServer.MasterKey.Replace("-", "%2D", StringComparison.Ordinal)}" })
        {
            Assert.Equal(401, await RawCalls.SendAsync(rig.Host.BaseAddress, method, path + query));
        }

        Assert.Equal(before, rig.Proxy.Requests.Count);
        Assert.DoesNotContain(LiteLlmServer.MasterKey, rig.Host.Log.ToString(), StringComparison.Ordinal);
    }

    private static void MustBeUntouched(ProxyRig rig, int before)
    {
        var arrived = rig.Proxy.Requests.Skip(before).ToList();
        Assert.DoesNotContain(arrived, request => request.Kind is RouteKind.Management or RouteKind.Health);
        Assert.DoesNotContain(arrived, request => request.Credentials.Any(credential => credential.Kind == CredentialKind.Master));
        Assert.Equal(0, rig.Proxy.ModelHealthCalls);
    }
}
