using System.IO.Compression;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Hostile;

/// <summary>Answers that are compressed though nobody asked for it: never unpacked, and never passed on as if they were not.</summary>
[Collection(HeavyTests.Name)]
public sealed class EncodedAnswerTests(SharedFleet shared) : IClassFixture<SharedFleet>
{
    private const string Plain = """{"object":"chat.completion","choices":[]}""";
    private const string Events = "data: {\"choices\":[]}\n\ndata: [DONE]\n\n";

    // Several packed pieces in a row are one: a gigabyte of zeros.
    private static readonly Lazy<byte[]> Bomb = new(() => [.. Enumerable.Repeat(Pack(new byte[16 * Memory.Megabyte], CompressionLevel.SmallestSize), 64).SelectMany(piece => piece)]);

    public static TheoryData<string, string, string, bool> Calls()
    {
        var calls = new TheoryData<string, string, string, bool>();
        foreach (var generalClient in new[] { false, true })
        {
            calls.Add("chat/completions", """{"model":"scripted","messages":[]}""", "application/json", generalClient);
            calls.Add("chat/completions", """{"model":"scripted","messages":[],"stream":true}""", "text/event-stream", generalClient);
            calls.Add("audio/speech", """{"model":"scripted","input":"Hi"}""", "audio/mpeg", generalClient);
        }

        return calls;
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Bomb_IsRefusedAndNeverUnpacked(string route, string request, string type, bool generalClient)
    {
        var bomb = Bomb.Value;
        Assert.InRange(bomb.Length, 100_000, 4 * Memory.Megabyte);
        await using var server = ServerOf(type, "gzip", bomb);
        shared.Use(server.Address, generalClient);
        var held = Memory.Held();
        var allocated = GC.GetTotalAllocatedBytes();

        using var response = await shared.Client.PostJsonAsync($"v1/{route}", request);

        await response.MustBeOpenAiErrorAsync(502, "gateway.upstream_incomplete");
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 64 * Memory.Megabyte);
        Memory.MustNotGrow(held, 32);
    }

    /// <summary>What is packed without being compressed looks, in parts, like what it is.</summary>
    [Theory]
    [InlineData("application/json", Plain, false)]
    [InlineData("application/json", Plain, true)]
    [InlineData("text/event-stream", Events, false)]
    [InlineData("text/event-stream", Events, true)]
    public async Task PackedAnswerThatCouldBeRead_IsRefused(string type, string body, bool generalClient)
    {
        // The second piece begins behind the first one's head.
        byte[] packed = [.. Pack("\n\n"u8.ToArray(), CompressionLevel.NoCompression), .. Pack(Encoding.UTF8.GetBytes("\n\n" + body), CompressionLevel.NoCompression)];
        await using var server = ServerOf(type, "gzip", packed);
        shared.Use(server.Address, generalClient);

        using var response = await shared.Client.PostJsonAsync("v1/chat/completions", type[0] == 't' ? StreamCalls.Body : LimitCalls.Chat);

        await response.MustBeOpenAiErrorAsync(502, "gateway.upstream_incomplete");
    }

    [Theory]
    [InlineData("application/json", Plain, false)]
    [InlineData("application/json", Plain, true)]
    [InlineData("text/event-stream", Events, false)]
    [InlineData("text/event-stream", Events, true)]
    public async Task AnswerThatSaysItIsNotEncoded_Passes(string type, string body, bool generalClient)
    {
        await using var server = ServerOf(type, "identity", Encoding.UTF8.GetBytes(body));
        shared.Use(server.Address, generalClient);

        using var response = await shared.Client.PostJsonAsync("v1/chat/completions", type[0] == 't' ? StreamCalls.Body : LimitCalls.Chat);

        Assert.Equal((200, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PackedRefusal_IsARefusalWithoutAReason(bool generalClient)
    {
        await using var server = ServerOf("application/json", "gzip", Pack(Encoding.UTF8.GetBytes(Plain), CompressionLevel.Fastest), "400 Bad Request");
        shared.Use(server.Address, generalClient);

        using var response = await shared.Client.PostJsonAsync("v1/chat/completions", LimitCalls.Chat);

        await response.MustBeOpenAiErrorAsync(400, "gateway.upstream_rejected");
    }

    private static RawServer ServerOf(string type, string encoding, byte[] body, string status = "200 OK") => new(async peer =>
    {
        var request = (await peer.ReadRequestAsync())!;
        Assert.DoesNotContain("Accept-Encoding", request, StringComparison.OrdinalIgnoreCase);
        await peer.SendAsync($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Encoding: {encoding}\r\nContent-Length: {body.Length}\r\n\r\n");
        await peer.SendAsync(body);
        await peer.WaitForEndAsync();
    });

    private static byte[] Pack(byte[] bytes, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
