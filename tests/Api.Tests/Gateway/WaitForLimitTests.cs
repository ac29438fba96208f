using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Gateway.Admission;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway;

public sealed class WaitForLimitTests
{
    [Theory]
    [InlineData(LimitCalls.Chat)]
    [InlineData(StreamCalls.Body)]
    public async Task CallThatWouldRatherWait_IsAnsweredWhenAPlaceIsFree(string body)
    {
        await using var service = await FullService.StartAsync(prefer: "respond-async, wait=30");

        var second = StreamCalls.SendAsync(service.Client, body);
        await service.WaitForWaitersAsync(1);
        if (body == StreamCalls.Body)
        {
            // Its head comes with its place; who is served before hears of none.
            await second;
        }

        service.Gate.Release(2);

        using var answer = await second;
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await service.FirstStatusAsync(), answer.StatusCode));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal("wait", answer.Header("Preference-Applied"));
        Assert.Equal(body == StreamCalls.Body, text.StartsWith(": waiting, place 1\n\n", StringComparison.Ordinal));
        Assert.Equal(body == StreamCalls.Body, text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal));
        Assert.Equal(2, service.Upstream.Requests.Count);
    }

    [Fact]
    public async Task StreamThatWaitsInVain_EndsInAnErrorEvent()
    {
        await using var service = await FullService.StartAsync(prefer: "wait=2");

        // Its head comes with its place. The call that has the place may wait for ten minutes: the clock must not run away.
        using var answer = await StreamCalls.SendAsync(service.Client, StreamCalls.Body);
        var reading = answer.Content.ReadAsStringAsync();
        await service.Host.Clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(500), reading);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"code\":\"gateway.parallel_limit\"", await reading, StringComparison.Ordinal);
        service.Gate.Release(1);
        await service.FirstStatusAsync();
        Assert.Single(service.Upstream.Requests);
    }

    [Fact]
    public async Task PlainRefusalOfTheServer_ReachesAWaitingStreamAsAnEvent()
    {
        await using var service = await FullService.StartAsync(prefer: "wait=30");
        service.Client.WithoutRetries();
        service.Upstream.Script = Scripts.BadRequest();

        using var answer = await StreamCalls.SendAsync(service.Client, StreamCalls.Body);
        service.Gate.Release(1);

        await service.FirstStatusAsync();
        var events = (await answer.Content.ReadAsStringAsync()).Split("\n\n");
        Assert.Equal([": waiting, place 1", string.Empty], [events[0], events[^1]]);
        var last = Assert.Single(events[1..^1]);
        Assert.StartsWith("data: {", last, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', last);
        Assert.True(JsonDocument.Parse(last[6..]).RootElement.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task WaitingCallersWhoLeave_AreForgotten()
    {
        await using var service = await FullService.StartAsync(prefer: "wait=30");
        using var leave = new CancellationTokenSource();
        _ = Enumerable.Range(0, 10).Select(number => StreamCalls.SendAsync(service.Client, number % 2 == 0 ? LimitCalls.Chat : StreamCalls.Body, leave.Token)).ToArray();
        await service.WaitForWaitersAsync(10);

        await leave.CancelAsync();
        await service.WaitForWaitersAsync(0);
        service.Gate.Release(1);

        Assert.Equal(HttpStatusCode.OK, await service.FirstStatusAsync());
        Assert.Single(service.Upstream.Requests);
    }

    /// <summary>A service with a key that may have one call at a time and has it: the model server holds it at a gate.</summary>
    private sealed class FullService : IAsyncDisposable
    {
        private readonly Task<HttpResponseMessage> _first;

        private FullService(ScriptedUpstream upstream, Gate gate, TestHost host, HttpClient client, Task<HttpResponseMessage> first)
        {
            (Upstream, Gate, Host, Client) = (upstream, gate, host, client);
            _first = first;
        }

        public ScriptedUpstream Upstream { get; }

        public Gate Gate { get; }

        public TestHost Host { get; }

        /// <summary>The key's holder, who would rather wait from now on.</summary>
        public HttpClient Client { get; }

        public static async Task<FullService> StartAsync(string prefer)
        {
            var gate = new Gate();
            var upstream = await ScriptedUpstream.StartAsync();
            upstream.Script = Scripts.Slow(gate);
            var host = await TestHost.StartAsync(options =>
            {
                options.WithModel("scripted", upstream);
                options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = "1";
            });
            var client = host.ClientWithKey(await host.ClaimKeyAsync());
            var first = client.ChatAsync();
            await gate.WaitForArrivalsAsync(1);
            client.DefaultRequestHeaders.Add("Prefer", prefer);
            return new FullService(upstream, gate, host, client, first);
        }

        /// <summary>Waits until the call that was held is answered.</summary>
        public async Task<HttpStatusCode> FirstStatusAsync() => (await _first).StatusCode;

        public Task WaitForWaitersAsync(int count)
        {
            var line = Host.Services.GetRequiredService<WaitingLine>();
            return Wait.UntilAsync(() => line.Count == count, "Others wait.");
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Host.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }
}
