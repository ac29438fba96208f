using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Usage;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway.Caching;

/// <summary>A host that keeps answers, a scripted server behind it, and a key's client.</summary>
internal sealed class CacheRig : IAsyncDisposable
{
    public static readonly CacheRules On = new() { IsOn = true, Ttl = TimeSpan.FromMinutes(10) };

    private readonly EndedCalls _ended;
    private int _calls;

    private CacheRig(ScriptedUpstream upstream, TestHost host, EndedCalls ended)
    {
        Upstream = upstream;
        Host = host;
        _ended = ended;
    }

    public ScriptedUpstream Upstream { get; }

    public TestHost Host { get; }

    public string Key { get; private set; } = "";

    public HttpClient Client { get; private set; } = null!;

    /// <summary>The records so far, in the order of their making.</summary>
    public IReadOnlyList<UsageRecord> Records => [.. _ended.Records];

    public static async Task<CacheRig> StartAsync(
        CacheRules? rules = null, Action<TestHostOptions>? choose = null, Func<Deployment, Deployment>? change = null, string? price = null)
    {
        var upstream = await ScriptedUpstream.StartAsync();
        var ended = new EndedCalls();
        var host = await TestHost.StartAsync(options =>
        {
            options.WithModel("scripted", upstream, price: price).WithModel("other", upstream);
            choose?.Invoke(options);
            var configure = options.Configure;
            options.Configure = builder =>
            {
                configure?.Invoke(builder);
                RuledCatalog.Install(builder, rules ?? On, change);
                builder.Services.AddSingleton<IUsageSink>(ended);
            };
        });
        var rig = new CacheRig(upstream, host, ended) { Key = await host.ClaimKeyAsync() };
        rig.Client = host.ClientWithKey(rig.Key);
        return rig;
    }

    /// <summary>Calls, and waits until the call is booked.</summary>
    public async Task<CachedCall> CallAsync(string json = LimitCalls.Chat, string path = "v1/chat/completions", HttpClient? client = null)
    {
        using var response = await (client ?? Client).PostJsonAsync(path, json);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode != HttpStatusCode.BadRequest || bytes.AsSpan().IndexOf("gateway.field"u8) < 0)
        {
            await WaitForRecordsAsync(Interlocked.Increment(ref _calls));
        }

        return new CachedCall(
            response.StatusCode, bytes, response.Header("x-akashchat-cache"), response.Headers.Age?.TotalSeconds, response.Content.Headers.ContentType?.ToString());
    }

    /// <summary>Calls, and takes whatever comes, even if it breaks off.</summary>
    public async Task CallRoughlyAsync(string json)
    {
        try
        {
            using var response = await Client.PostJsonAsync("v1/chat/completions", json);
            await response.Content.ReadAsByteArrayAsync();
        }
        catch (HttpRequestException)
        {
            // It broke off.
        }

        await WaitForRecordsAsync(Interlocked.Increment(ref _calls));
    }

    public Task WaitForRecordsAsync(int count) => _ended.Tally.WaitForAtLeastAsync(count);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}

/// <summary>What a caller got.</summary>
internal sealed record CachedCall(HttpStatusCode Status, byte[] Bytes, string? Mark, double? Age, string? ContentType);
