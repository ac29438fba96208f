using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Hostile;

/// <summary>Servers that send byte by byte: read like any other, but not without end.</summary>
public sealed class SlowServerTests(SharedFleet shared) : IClassFixture<SharedFleet>
{
    private const string Plain = """{"object":"chat.completion","choices":[]}""";
    private const string Events = ": hi\r\n\r\ndata: {\"choices\":[]}\r\n\r\ndata: [DONE]\r\n\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The deadlines of a deployment are ten minutes.
    private static readonly TimeSpan MoreThanHalf = TimeSpan.FromMinutes(6);

    [Theory]
    [InlineData("application/json", Plain, false)]
    [InlineData("application/json", Plain, true)]
    [InlineData("text/event-stream", Events, false)]
    [InlineData("text/event-stream", Events, true)]
    public async Task AnswerThatComesByteByByte_PassesByteForByte(string type, string body, bool generalClient)
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendInPiecesAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nX: y\r\nContent-Length: {body.Length}\r\n\r\n{body}", 1);
            await peer.WaitForEndAsync();
        });
        shared.Use(server.Address, generalClient);

        using var response = await shared.Client.PostJsonAsync("v1/chat/completions", type[0] == 't' ? StreamCalls.Body : LimitCalls.Chat);

        Assert.Equal((200, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    /// <summary>Some bytes now and then are no answer: the time goes on until there is one.</summary>
    [Theory]
    [InlineData("HTTP/1.1 200 O", "K", false)]
    [InlineData("HTTP/1.1 200 O", "K", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", ": hi\n\ndata: {", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", ": hi\n\ndata: {", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", "{\"choices\":[", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", "{\"choices\":[", true)]
    public async Task ServerThatSendsALittleNowAndThen_IsATimeOut(string first, string then, bool generalClient)
    {
        var pieces = new Tally("Pieces of the answer");
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(first);
            pieces.Add(1);
            await goOn.Task;
            await peer.SendAsync(then);
            pieces.Add(1);
            await peer.WaitForEndAsync();
        });
        shared.Use(server.Address, generalClient);
        var call = shared.Client.PostJsonAsync("v1/chat/completions", StreamCalls.Body);
        await pieces.WaitForAtLeastAsync(1);

        shared.Fleet.Host.Clock.Advance(MoreThanHalf);
        goOn.SetResult();
        await pieces.WaitForAtLeastAsync(2);
        shared.Fleet.Host.Clock.Advance(MoreThanHalf);
        using var response = await call.WaitAsync(Patience);

        await response.MustBeOpenAiErrorAsync(504, "gateway.upstream_timeout");
        await server.Ends.WaitForAtLeastAsync(1);
    }
}
