using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Api.Tests.Gateway.Proxy;

/// <summary>A host with a proxy behind it, both by the same clock.</summary>
internal sealed class ProxyRig : IAsyncDisposable
{
    private ProxyRig(LiteLlmServer proxy, TestHost host)
    {
        Proxy = proxy;
        Host = host;
    }

    public LiteLlmServer Proxy { get; }

    public TestHost Host { get; }

    public static async Task<ProxyRig> StartAsync(Action<TestHostOptions>? choose = null)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var proxy = await LiteLlmServer.StartAsync(clock: clock);
        var host = await TestHost.StartAsync(options =>
        {
            options.Clock = clock;
            options.Settings["AKASHCHAT_LIMIT_ISSUING"] = "1000/1000/1000";
            options.Settings["AKASHCHAT_LIMIT_ROTATION"] = "1000/1000/1000";
            options.WithLiteLlm(proxy);
            choose?.Invoke(options);
        });
        return new ProxyRig(proxy, host);
    }

    /// <summary>A client that goes to the proxy past the host.</summary>
    public HttpClient NewDirectClient() => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Proxy.Address };

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Proxy.DisposeAsync();
    }
}
