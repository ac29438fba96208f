using System.Net;
using System.Text;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Application.Tests.Kit;

/// <summary>The scripted upstream is what many tests believe; so it is tested itself.</summary>
public sealed class ScriptedUpstreamTests : IAsyncLifetime, IDisposable
{
    private const string Streaming = """{"model":"m","stream":true,"messages":[]}""";

    private readonly SocketsHttpHandler _handler = new();
    private readonly HttpClient _client;
    private ScriptedUpstream _upstream = null!;

    public ScriptedUpstreamTests() => _client = new HttpClient(_handler);

    public async Task InitializeAsync() => _upstream = await ScriptedUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    [Fact]
    public async Task Plain_SendsTheBytesItRecords()
    {
        const string body = """{ "model":"m", "x":1.50 }""";

        using var response = await PostAsync(body);

        var received = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(_upstream.OnlyRequest.SentBytes, received);
        Assert.Equal(body, _upstream.OnlyRequest.BodyText);
        Assert.Equal(1, _upstream.TotalConnections);
        Assert.Equal(0, _upstream.Aborts);
    }

    [Fact]
    public async Task Queue_ComesBeforeModelAndDefault()
    {
        _upstream.ForModel("m", Scripts.Failure(418));
        _upstream.Enqueue(Scripts.ServerError(), Scripts.RateLimited(3));

        using var first = await PostAsync("""{"model":"m"}""");
        using var second = await PostAsync("""{"model":"m"}""");
        using var third = await PostAsync("""{"model":"m"}""");
        using var other = await PostAsync("""{"model":"other"}""");

        Assert.Equal(
            [HttpStatusCode.InternalServerError, HttpStatusCode.TooManyRequests, (HttpStatusCode)418, HttpStatusCode.OK],
            new[] { first, second, third, other }.Select(response => response.StatusCode));
        Assert.Equal(TimeSpan.FromSeconds(3), second.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task GatedStream_SendsOneEventPerRelease()
    {
        var gate = new Gate();
        _upstream.Script = Scripts.Streamed(3, gate);
        using var response = await PostAsync(Streaming);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream);

        var first = await ReadEventAsync(reader);
        await gate.WaitForArrivalsAsync(1);
        var second = ReadEventAsync(reader);
        var cameUngated = second.IsCompleted;
        gate.Release();
        var afterRelease = await second;

        Assert.Contains("word0", first, StringComparison.Ordinal);
        Assert.False(cameUngated);
        Assert.Contains("word1", afterRelease, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CutStream_DeliversTheEventsBeforeTheCut()
    {
        _upstream.Script = Scripts.CutStream(afterEvents: 2);
        using var response = await PostAsync(Streaming);
        await using var stream = await response.Content.ReadAsStreamAsync();

        var received = await ReadToTheCutAsync(stream);

        Assert.Equal(_upstream.OnlyRequest.SentBytes, received);
        Assert.Contains("word1", Encoding.UTF8.GetString(received), StringComparison.Ordinal);
        Assert.Equal(0, _upstream.Aborts);
    }

    [Fact]
    public async Task ShortBody_BreaksOffBeforeTheAnnouncedLength()
    {
        _upstream.Script = Scripts.ShortBody();
        using var response = await PostAsync("{}");

        var failure = await Record.ExceptionAsync(() => response.Content.ReadAsByteArrayAsync());

        Assert.IsType<HttpRequestException>(failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Usage_IsReportedInTheStreamOnlyIfAsked(bool asked)
    {
        var body = Streaming.Replace("[]", asked ? """[],"stream_options":{"include_usage":true}""" : "[]", StringComparison.Ordinal);

        using var response = await PostAsync(body);

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(asked, text.Contains("\"prompt_tokens\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ClientsThatLeave_AreCountedAsAborts()
    {
        _upstream.Script = Scripts.Hang();
        using var leave = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 20).Select(_ => PostAsync(Streaming, leave: leave.Token)).ToArray();
        await _upstream.WaitForRequestsAsync(20);

        await leave.CancelAsync();

        await _upstream.WaitForAbortsAsync(20);
        await _upstream.WaitForOpenConnectionsAsync(0);
        Assert.All(_upstream.Requests, request => Assert.True(request.WasAborted));
        Assert.All(calls, call => Assert.True(call.IsCanceled || call.IsFaulted || !call.IsCompleted));
    }

    [Fact]
    public async Task TooFewAborts_AreReportedWithTheirNumber()
    {
        var wait = () => _upstream.WaitForAbortsAsync(2, TimeSpan.FromMilliseconds(20));

        var failure = await Assert.ThrowsAsync<TimeoutException>(wait);

        Assert.Contains("at least 2", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("base64", "AAAAP6uqqj4")]
    [InlineData("float", "0.33333334")]
    public async Task Embeddings_ComeInTheEncodingThatIsAsked(string encoding, string expected)
    {
        var body = $$"""{"model":"m","input":["a","b"],"encoding_format":"{{encoding}}"}""";

        using var response = await PostAsync(body, path: "embeddings");

        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Contains("\"index\": 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Huge_ArrivesWhole()
    {
        const int size = 5_000_000;
        _upstream.Script = Scripts.HugeChunked(size);

        using var response = await PostAsync("{}");

        var received = await response.Content.ReadAsByteArrayAsync();
        Assert.True(received.Length > size);
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string path = "chat/completions", CancellationToken leave = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_upstream.ApiBase}/{path}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave);
    }

    private static async Task<string> ReadEventAsync(StreamReader reader)
    {
        var line = await reader.ReadLineAsync();
        await reader.ReadLineAsync();
        return line ?? "";
    }

    private static async Task<byte[]> ReadToTheCutAsync(Stream stream)
    {
        var received = new MemoryStream();
        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(received));
        return received.ToArray();
    }
}
