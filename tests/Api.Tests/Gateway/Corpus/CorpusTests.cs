using System.Text;
using System.Text.Json;
using AkashChat.TestKit.Upstream;
using Xunit.Abstractions;

namespace AkashChat.Api.Tests.Gateway.Corpus;

/// <summary>Requests and answers as clients and servers write them pass byte for byte, but for what their files say.</summary>
public sealed class CorpusTests(SharedFleet shared, ITestOutputHelper output) : IClassFixture<SharedFleet>
{
    public static TheoryData<string, bool> Exchanges()
    {
        var exchanges = new TheoryData<string, bool>();
        foreach (var name in RecordedExchange.Names())
        {
            exchanges.Add(name, false);
            exchanges.Add(name, true);
        }

        return exchanges;
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Exchange_PassesBothWaysByteForByte(string name, bool generalClient)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var exchange = RecordedExchange.Read(name);
        await using var upstream = await ScriptedUpstream.StartAsync();
        shared.Use(upstream.ApiBase, generalClient, "corpus");

        await PassAsync(exchange, upstream, Pieces.Whole);
        await PassAsync(exchange, upstream, bytes => Pieces.Cut(bytes, random, announces: true));
        await PassAsync(exchange, upstream, bytes => Pieces.Cut(bytes, random, announces: false));
        await PassAsync(exchange, upstream, bytes => Pieces.Cut(bytes, random, announces: false));
    }

    /// <summary>Files that do not say what they mean to would prove nothing.</summary>
    [Fact]
    public void Corpus_IsWhatItSays()
    {
        var names = RecordedExchange.Names();
        Assert.InRange(names.Count, 50, 500);
        foreach (var exchange in names.Select(RecordedExchange.Read))
        {
            Assert.NotEqual(exchange.Request.Sent, exchange.Request.Arrived);
            using var sent = JsonDocument.Parse(exchange.Request.Sent, new JsonDocumentOptions { MaxDepth = 512 });
            using var arrived = JsonDocument.Parse(exchange.Request.Arrived, new JsonDocumentOptions { MaxDepth = 512 });
            Assert.Equal("corpus", sent.RootElement.GetProperty("model").GetString());
            Assert.Equal(SharedFleet.ServedModel, arrived.RootElement.GetProperty("model").GetString());
            if (!exchange.IsStream)
            {
                Assert.Equal(exchange.Answer.Sent, exchange.Answer.Arrived);
                using var answer = JsonDocument.Parse(exchange.Answer.Sent, new JsonDocumentOptions { MaxDepth = 512 });
            }
        }
    }

    private async Task PassAsync(RecordedExchange exchange, ScriptedUpstream upstream, Func<byte[], Pieces> cut)
    {
        upstream.Script = cut(exchange.Answer.Sent).ToScript(exchange.Status, exchange.ContentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/{exchange.Route}") { Content = cut(exchange.Request.Sent).ToContent() };

        using var response = await shared.Client.SendAsync(request);

        var received = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal((exchange.Status, Text(exchange.Answer.Arrived)), ((int)response.StatusCode, Text(received)));
        Assert.Equal(exchange.ContentType, response.Content.Headers.ContentType?.ToString());
        var seen = upstream.Requests[^1];
        Assert.Equal(($"/v1/{exchange.Route}", "application/json"), (seen.Path, seen.Headers["Content-Type"]));
        Assert.Equal(Text(exchange.Request.Arrived), Text(seen.Body));
    }

    // One character for each byte, so that a difference can be read.
    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
