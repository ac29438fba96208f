using System.Net;
using AkashChat.Api.Tests.Gateway.Proxy;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Keys.ReconcileKeys;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;

namespace AkashChat.Api.Tests.Keys.Backend;

/// <summary>What the probes say of the proxy, and what a start without it does.</summary>
public sealed class ProxyReadinessTests
{
    private static readonly TimeSpan UntilAskedAgain = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(null, false)]
    [InlineData(FaultKind.Unauthorized, false)]
    [InlineData(FaultKind.NoDatabase, false)]
    [InlineData(FaultKind.ServerError, false)]
    [InlineData(FaultKind.NotJson, false)]
    [InlineData(FaultKind.MissingFields, false)]
    [InlineData(FaultKind.UnknownFields, true)]
    public async Task Readiness_FollowsTheProxyAndLifeDoesNot(FaultKind? kind, bool isReady)
    {
        // All of it, and then only what asks for the master key: probes of a proxy are open to all.
        foreach (var selector in new Func<RecordedRequest, bool>[] { On.All, request => request.Kind != RouteKind.Health })
        {
            await using var rig = await ProxyRig.StartAsync();
            await MustBeAsync(rig.Host, true);
            if (kind is { } known)
            {
                rig.Proxy.Faults.Add(known, selector);
            }
            else
            {
                await rig.Proxy.StopListeningAsync();
            }

            rig.Host.Clock.Advance(UntilAskedAgain);
            await MustBeAsync(rig.Host, isReady);
            rig.Proxy.Faults.Clear();
            await rig.Proxy.ListenAgainAsync();
            rig.Host.Clock.Advance(UntilAskedAgain);
            await MustBeAsync(rig.Host, true);
            Assert.Equal(0, rig.Proxy.ModelHealthCalls);
        }
    }

    [Fact]
    public async Task StartWithoutTheProxy_IsNotReadyUntilItIsThereAndThenMakesTheTeams()
    {
        await using var proxy = await LiteLlmServer.StartAsync();
        await proxy.StopListeningAsync();
        await using var host = await TestHost.StartAsync(options => options.WithLiteLlm(proxy));
        await MustBeAsync(host, false);

        await proxy.ListenAgainAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var pass = (await host.SendAsync(new ReconcileKeysCommand(Everything: true))).Value;

        Assert.Null(pass.Stopped);
        Assert.Equal(2, proxy.Teams.Count);
        await MustBeAsync(host, true);
        await host.ClaimKeyAsync();
    }

    [Fact]
    public async Task StartWithAWrongAdminKey_StopsAndNamesTheSetting()
    {
        await using var proxy = await LiteLlmServer.StartAsync();

        var exception = await Assert.ThrowsAsync<StartupException>(() => TestHost.StartAsync(options =>
            options.WithLiteLlm(proxy).Settings["LITELLM_ADMIN_KEY"] = "sk-planted-wrong"));

        Assert.Contains("LITELLM_ADMIN_KEY", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-planted-wrong", exception.ToString(), StringComparison.Ordinal);
    }

    private static async Task MustBeAsync(TestHost host, bool isReady)
    {
        using var ready = await host.Client.GetPathAsync("health/ready");
        using var live = await host.Client.GetPathAsync("health/live");
        Assert.Equal(isReady ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains(isReady ? "\"ready\"" : "not_ready", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }
}
