using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Hostile;

/// <summary>Events and lines without measure: passed on as they are up to 16 MB, and an honest error beyond.</summary>
[Collection(HeavyTests.Name)]
public sealed class LargeEventTests(SharedFleet shared) : IClassFixture<SharedFleet>
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    private const string First = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"first\"}}]}\n\n";
    private const string Done = "data: [DONE]\n\n";

    // Each of them is read closely because of its last member.
    private const string Usage = "\"usage\":null}\n\n";

    private static readonly byte[] Filling = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EventOfTenMegabytes_PassesByteForByte(bool generalClient)
    {
        var events = $"{First}data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{new string('y', 10 * Memory.Megabyte)}\"}}}}],{Usage}{First}{Done}";

        Assert.Equal((200, events), await AskAsync(events, generalClient));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(100_000)]
    public async Task EventThatNestsDeeply_PassesByteForByte(int depth)
    {
        var events = $"{First}data: {{\"x\":{new string('[', depth)}{new string(']', depth)},{Usage}{Done}";

        Assert.Equal((200, events), await AskAsync(events, generalClient: false));
    }

    [Fact]
    public async Task LinesAndCommentsWithoutNumber_PassByteForByte()
    {
        var events = $"{First}{string.Concat(Enumerable.Repeat("data:\n", 500_000))}\n{string.Concat(Enumerable.Repeat("\n:\r\n", 500_000))}\n\n{Done}";

        Assert.Equal((200, events), await AskAsync(events, generalClient: false));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task LineOfTenMegabytesWithoutAnEnd_IsAnError(bool comesFirst, bool generalClient)
    {
        var (status, received) = await AskAsync($"{(comesFirst ? "" : First)}data: {new string('y', 10 * Memory.Megabyte)}", generalClient);

        MustBeError(comesFirst, status, received, "gateway.upstream_incomplete");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task EventThatNeverEnds_IsAnErrorAndTheServerIsLeft(bool comesFirst, bool generalClient)
    {
        var left = new Tally("Servers that were left");
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            try
            {
                await peer.SendAsync($"{Head}{(comesFirst ? "" : First)}data: ");
                while (true)
                {
                    await peer.SendAsync(Filling);
                }
            }
            finally
            {
                left.Add(1);
            }
        });
        shared.Use(server.Address, generalClient);
        var held = Memory.Held();

        using var response = await shared.Client.PostJsonAsync("v1/chat/completions", StreamCalls.Body);

        MustBeError(comesFirst, (int)response.StatusCode, await response.Content.ReadAsStringAsync(), "gateway.upstream_too_large");
        await left.WaitForAtLeastAsync(1);

        // What was rented for it stays in the pool.
        Memory.MustNotGrow(held, 128);
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(100_000, false)]
    public async Task PlainAnswerThatNestsDeeply_PassesOrIsAnHonestError(int depth, bool passes)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Raw(Encoding.UTF8.GetBytes($"{{\"choices\":[],\"x\":{new string('[', depth)}{new string(']', depth)}}}"));
        shared.Use(upstream.ApiBase, generalClient: false);

        using var response = await shared.Client.ChatAsync();

        if (passes)
        {
            Assert.Equal(upstream.OnlyRequest.SentBytes, await response.Content.ReadAsByteArrayAsync());
        }
        else
        {
            await response.MustBeOpenAiErrorAsync(502, "gateway.upstream_incomplete");
        }
    }

    private async Task<(int Status, string Received)> AskAsync(string events, bool generalClient)
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(Head + events);
        });
        shared.Use(server.Address, generalClient);
        using var response = await shared.Client.PostJsonAsync("v1/chat/completions", StreamCalls.Body);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static void MustBeError(bool comesFirst, int status, string received, string code)
    {
        Assert.Equal(comesFirst ? 502 : 200, status);
        Assert.Contains($"\"code\":\"{code}\"", received, StringComparison.Ordinal);
        Assert.InRange(received.Length, 1, 2_000);
        if (!comesFirst)
        {
            Assert.StartsWith(First + "data: {\"error\":", received, StringComparison.Ordinal);
        }
    }
}
