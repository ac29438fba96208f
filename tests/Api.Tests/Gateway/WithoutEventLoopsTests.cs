using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>The gateway on the runtime's own sockets, as on systems without epoll. All other tests have event loops.</summary>
public sealed class WithoutEventLoopsTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(2_000_000)]
    public async Task PlainCall_PassesBothWaysByteForByte(int length)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        var json = $$"""{"model":"scripted","messages":[{"role":"user","content":"{{new string('x', length)}}"}]}""";

        using var response = await client.PostJsonAsync("v1/chat/completions", json);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(json, upstream.OnlyRequest.BodyText);
        Assert.Equal(upstream.OnlyRequest.SentBytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task FirstEvent_IsPassedOnBeforeTheSecondArrives()
    {
        var gate = new Gate();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Streamed(3, gate);
        await using var host = await StartAsync(upstream);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var response = await StreamCalls.SendAsync(client, StreamCalls.Body);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.StartsWith("data: ", await StreamCalls.ReadEventAsync(reader), StringComparison.Ordinal);
        gate.Open();

        Assert.EndsWith("data: [DONE]\n\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static Task<TestHost> StartAsync(ScriptedUpstream upstream) => TestHost.StartAsync(options =>
    {
        options.Settings["AKASHCHAT_INLINE_SOCKETS"] = "off";
        options.WithModel("scripted", upstream);
    });
}
