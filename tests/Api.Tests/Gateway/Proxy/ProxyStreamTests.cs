using System.Diagnostics;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.LiteLlm;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Proxy;

/// <summary>Streams through the proxy behind us: as they come, and as they end.</summary>
public sealed class ProxyStreamTests
{
    private const string Stream = """{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task EveryEvent_ArrivesBeforeTheNextIsSent()
    {
        var gate = new Gate();
        await using var rig = await ProxyRig.StartAsync();
        rig.Proxy.Script = new ModelScript { Chunks = 4, Gate = gate };
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());

        using var response = await StreamCalls.SendAsync(client, Stream);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        for (var number = 0; number < 4; number++)
        {
            Assert.Contains($"word{number} ", await StreamCalls.ReadEventAsync(reader), StringComparison.Ordinal);
            gate.Release();
        }

        var rest = await reader.ReadToEndAsync();
        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no", response.Header("X-Accel-Buffering"));
    }

    [Fact]
    public Task CallerWhoLeavesAStream_IsSeenByTheProxyWithinASecond() => Tries.MustPassOnceAsync(LeaveStreamAsync, MustBeWithinASecond);

    [Fact]
    public Task CallerWhoLeavesAPlainCall_EndsItAtTheProxyWithinASecond() => Tries.MustPassOnceAsync(LeavePlainCallAsync, MustBeWithinASecond);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task StreamThatTheProxyCutsOff_BreaksOffHereToo(int events)
    {
        var gate = new Gate();
        await using var rig = await ProxyRig.StartAsync();
        rig.Proxy.Script = new ModelScript { CutAfter = events, Gate = gate };
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());

        using var response = await StreamCalls.SendAsync(client, Stream);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        for (var number = 0; number < events; number++)
        {
            Assert.Contains($"word{number} ", await StreamCalls.ReadEventAsync(reader), StringComparison.Ordinal);

            // Not before it is read: a broken connection may take with it what has arrived.
            gate.Release();
        }

        await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadToEndAsync());
    }

    [Fact]
    public async Task ErrorWithinAStream_IsPassedOnAndEndsItWithoutDone()
    {
        await using var rig = await ProxyRig.StartAsync();
        rig.Proxy.Script = new ModelScript { ErrorAfter = 1 };
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", Stream);

        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("the model broke off", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    private static async Task<TimeSpan> LeaveStreamAsync()
    {
        var gate = new Gate();
        await using var rig = await ProxyRig.StartAsync();
        rig.Proxy.Script = new ModelScript { Gate = gate };
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        var response = await StreamCalls.SendAsync(client, Stream);
        await gate.WaitForArrivalsAsync(1);

        var leftAt = Stopwatch.GetTimestamp();
        response.Dispose();
        await rig.Proxy.WaitForAbortedStreamsAsync(1);
        return Stopwatch.GetElapsedTime(leftAt);
    }

    private static async Task<TimeSpan> LeavePlainCallAsync()
    {
        await using var rig = await ProxyRig.StartAsync();
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        var finished = rig.Proxy.Hold(On.DataPlane, Moment.Before);
        using var hang = rig.Proxy.Faults.Add(FaultKind.Hang, On.DataPlane);
        using var leave = new CancellationTokenSource();
        var call = StreamCalls.SendAsync(client, """{"model":"gpt-4o","messages":[]}""", leave.Token);
        await finished.Reached;
        finished.Release();
        await hang.WaitForHitsAsync();

        var leftAt = Stopwatch.GetTimestamp();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await finished.Finished;
        return Stopwatch.GetElapsedTime(leftAt);
    }

    private static void MustBeWithinASecond(TimeSpan took) => Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(1));
}
