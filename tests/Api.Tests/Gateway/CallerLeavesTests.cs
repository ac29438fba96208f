using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

public sealed class CallerLeavesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task HundredStreamsWhoseCallersLeave_AreAllClosedUpstreamWithinASecond()
    {
        const int Streams = 100;
        var gate = new Gate();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Streamed(3, gate);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        var responses = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => StreamCalls.SendAsync(client, StreamCalls.Body)));
        await gate.WaitForArrivalsAsync(Streams);

        foreach (var response in responses)
        {
            response.Dispose();
        }

        await upstream.WaitForAbortsAsync(Streams, Second);
        Assert.Equal(Streams, upstream.Requests.Count);
        var records = await host.StopAndReadUsageAsync();
        Assert.Equal(Streams, records.Count(record => record is { Outcome: UsageOutcome.Aborted, Status: 499 }));
    }

    [Fact]
    public async Task PlainCallWhoseCallerLeaves_IsClosedUpstreamWithinASecond()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Hang();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var leave = new CancellationTokenSource();
        var call = StreamCalls.SendAsync(client, """{"model":"scripted","messages":[]}""", leave.Token);
        await upstream.WaitForRequestsAsync(1);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await upstream.WaitForAbortsAsync(1, Second);
        Assert.Equal(UsageOutcome.Aborted, Assert.Single(await host.StopAndReadUsageAsync()).Outcome);
    }
}
