using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Hostile;

/// <summary>Callers who send or take their bytes slowly: they cost little, hold nobody up, and are not waited for without end.</summary>
[Collection(HeavyTests.Name)]
public sealed class SlowCallerTests(SharedFleet shared) : IClassFixture<SharedFleet>
{
    private const int BlockBytes = 64 * 1024;
    private const int Blocks = 800;

    // What systems keep on the way, twice; far less than all.
    private const int BlocksOnTheWay = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The web server bears 240 bytes in a second, after five seconds.</summary>
    [Theory]
    [InlineData("/v1/chat/completions", "application/json", "{\"model\":\"scripted\"")]
    [InlineData("/v1/audio/transcriptions", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"model\"")]
    public async Task BodyThatComesByteByByte_IsToldSoAfterAWhile(string path, string type, string start)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        shared.Use(upstream.ApiBase, generalClient: false);
        using var caller = await RawCaller.ConnectAsync(shared.Fleet.Host.BaseAddress);
        using var end = new CancellationTokenSource(Patience);
        await caller.SendAsync(caller.Head(Key, $"Content-Type: {type}\r\nContent-Length: 10000\r\n", path) + start);
        var sending = caller.TrySendSlowlyAsync(new string(' ', 9_000), bytesPerSecond: 20, end.Token);

        var answer = await caller.ReadToEndAsync();

        Assert.Equal(new RawAnswer(408, "request.body_too_slow"), answer);
        Assert.Empty(upstream.Requests);
        await end.CancelAsync();
        await sending;
    }

    [Fact]
    public async Task ManyWhoAnnounceMuchAndSendLittle_HoldLittle()
    {
        const int Callers = 200;
        await using var upstream = await ScriptedUpstream.StartAsync();
        shared.Use(upstream.ApiBase, generalClient: false);
        var callers = new List<RawCaller>();
        var held = Memory.Held();
        try
        {
            for (var number = 0; number < Callers; number++)
            {
                var caller = await RawCaller.ConnectAsync(shared.Fleet.Host.BaseAddress);
                callers.Add(caller);
                await caller.SendAsync(caller.Head(Key, "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 30000000\r\n"));

                // It is said when the body is about to be read.
                await caller.ReadUntilAsync("100 Continue");
                await caller.SendAsync("{\"model\":");
            }

            Memory.MustNotGrow(held, 64);
        }
        finally
        {
            callers.ForEach(caller => caller.Dispose());
        }

        using var next = await shared.Client.ChatAsync();
        Assert.True(next.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("/v1/chat/completions", StreamCalls.Body, "text/event-stream", false)]
    [InlineData("/v1/chat/completions", StreamCalls.Body, "text/event-stream", true)]
    [InlineData("/v1/audio/speech", """{"model":"scripted","input":"Hi"}""", "audio/mpeg", false)]
    [InlineData("/v1/audio/speech", """{"model":"scripted","input":"Hi"}""", "audio/mpeg", true)]
    public async Task CallerWhoReadsNothing_HoldsTheServerBackAndNotTheMemory(string path, string body, string type, bool generalClient)
    {
        var block = Encoding.ASCII.GetBytes($"data: {{\"choices\":[],\"x\":\"{new string('x', BlockBytes - 30)}\"}}\n\n");
        var sent = new Tally("Blocks on the way");
        var left = new Tally("Servers that were left");
        await using var server = new RawServer(peer => SendWithoutEndAsync(peer, type, block, sent, left));
        shared.Use(server.Address, generalClient);

        // The record of a call before this one comes a moment after its answer.
        var ended = shared.Fleet.Ended.Begun.Value;
        await shared.Fleet.Ended.Tally.WaitForAtLeastAsync(ended);
        var held = Memory.Held();
        using (var caller = await RawCaller.ConnectAsync(shared.Fleet.Host.BaseAddress, receiveBuffer: BlockBytes))
        {
            await caller.SendAsync(caller.Head(Key, $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n", path) + body);
            await caller.ReadUntilAsync("200 OK");
            await Assert.ThrowsAsync<TimeoutException>(() => sent.WaitForAtLeastAsync(BlocksOnTheWay, TimeSpan.FromSeconds(2)));

            Memory.MustNotGrow(held, 16);
            Assert.Equal(1, shared.Fleet.OpenRequests());
        }

        await left.WaitForAtLeastAsync(1);
        await shared.Fleet.Ended.Tally.WaitForAtLeastAsync(ended + 1);
        var record = shared.Fleet.Ended.Records.Last();
        Assert.Equal((UsageOutcome.Aborted, 499), (record.Outcome, record.Status));
        Assert.Equal(0, shared.Fleet.OpenRequests());
    }

    private string Key => shared.Client.DefaultRequestHeaders.Authorization!.Parameter!;

    private static async Task SendWithoutEndAsync(RawPeer peer, string type, byte[] block, Tally sent, Tally left)
    {
        await peer.ReadRequestAsync();
        try
        {
            await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nConnection: close\r\n\r\n");
            for (var number = 0; number < Blocks; number++)
            {
                await peer.SendAsync(block);
                sent.Add(1);
            }
        }
        finally
        {
            left.Add(1);
        }
    }
}
