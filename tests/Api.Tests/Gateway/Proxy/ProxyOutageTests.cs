using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.LiteLlm;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace AkashChat.Api.Tests.Gateway.Proxy;

/// <summary>Model calls while the proxy is away.</summary>
public sealed class ProxyOutageTests
{
    private const string Chat = """{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task ProxyDown_Is503AtOnceAndOverWhenItIsBack()
    {
        await using var rig = await ProxyRig.StartAsync();
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        await rig.Proxy.StopListeningAsync();

        foreach (var path in new[] { "v1/chat/completions", "api/v1/whatever" })
        {
            using var away = await client.PostJsonAsync(path, Chat);
            await away.MustBeOpenAiErrorAsync(503, "gateway.proxy_unavailable");
            Assert.Equal(TimeSpan.FromSeconds(5), away.Headers.RetryAfter?.Delta);
        }

        await rig.Proxy.ListenAgainAsync();
        using var back = await client.PostJsonAsync("v1/chat/completions", Chat);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    [Fact]
    public async Task ProxyThatClosesTheConnection_Is503()
    {
        await using var rig = await ProxyRig.StartAsync();
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        rig.Proxy.Faults.Add(FaultKind.Abort, On.DataPlane);

        using var response = await client.PostJsonAsync("v1/chat/completions", Chat);

        await response.MustBeOpenAiErrorAsync(503, "gateway.proxy_unavailable");
    }

    // The forwarder goes by the machine's clock: the test cannot move it, and takes a shorter patience instead.
    [Fact]
    public async Task ProxyThatNeverAnswers_Is504AndIsLeft()
    {
        await using var rig = await ProxyRig.StartAsync(options => options.Configure = builder =>
            builder.Services.AddSingleton(new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromMilliseconds(300) }));
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        using var hang = rig.Proxy.Faults.Add(FaultKind.Hang, On.DataPlane);

        using var response = await client.PostJsonAsync("v1/chat/completions", Chat);

        await response.MustBeOpenAiErrorAsync(504, "gateway.upstream_timeout");
    }

    [Fact]
    public async Task Patience_IsTenMinutes()
    {
        await using var rig = await ProxyRig.StartAsync();

        Assert.Equal(TimeSpan.FromMinutes(10), rig.Host.Services.GetRequiredService<ForwarderRequestConfig>().ActivityTimeout);
    }

    [Fact]
    public async Task HalfAnAnswer_BreaksTheConnection()
    {
        await using var rig = await ProxyRig.StartAsync();
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        rig.Proxy.Faults.Add(FaultKind.HalfAnswer, On.DataPlane, moment: Moment.After);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostJsonAsync("v1/chat/completions", Chat));
    }

    [Theory]
    [InlineData(FaultKind.Unauthorized, 401)]
    [InlineData(FaultKind.ServerError, 500)]
    [InlineData(FaultKind.PlainServerError, 500)]
    [InlineData(FaultKind.NotJson, 200)]
    public async Task WhateverTheProxySays_IsPassedOnAsItIs(FaultKind kind, int status)
    {
        await using var rig = await ProxyRig.StartAsync();
        var key = await rig.Host.ClaimKeyAsync();
        using var client = rig.Host.ClientWithKey(key);
        using var direct = rig.NewDirectClient();
        rig.Proxy.Faults.Add(kind, On.DataPlane);

        using var response = await client.PostJsonAsync("v1/chat/completions", Chat);
        using var expected = await direct.PostJsonAsync("v1/chat/completions", Chat);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(await expected.Content.ReadAsByteArrayAsync(), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(expected.Content.Headers.ContentType, response.Content.Headers.ContentType);
    }
}
