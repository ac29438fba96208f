using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

public sealed class BadInputTests
{
    [Theory]
    [InlineData("", 400, "request.malformed_json", null)]
    [InlineData("{", 400, "request.malformed_json", null)]
    [InlineData("[]", 400, "request.malformed_json", null)]
    [InlineData("null", 400, "request.malformed_json", null)]
    [InlineData("{\"model\":\"scripted\"} trailing", 400, "request.malformed_json", null)]
    [InlineData("{}", 400, "gateway.model_missing", "model")]
    [InlineData("{\"model\":null}", 400, "gateway.model_missing", "model")]
    [InlineData("{\"model\":\"\"}", 400, "gateway.model_missing", "model")]
    [InlineData("{\"model\":5}", 400, "gateway.field_wrong_type", "model")]
    [InlineData("{\"model\":true}", 400, "gateway.field_wrong_type", "model")]
    [InlineData("{\"model\":[\"scripted\"]}", 400, "gateway.field_wrong_type", "model")]
    [InlineData("{\"model\":{\"name\":\"scripted\"}}", 400, "gateway.field_wrong_type", "model")]
    [InlineData("{\"model\":\"\\ud800\"}", 400, "request.malformed_json", null)]
    [InlineData("{\"model\":\"scripted\\u0000\"}", 404, "model_not_found", "model")]
    [InlineData("{\"model\":\"scripted\",\"stream\":\"true\"}", 400, "gateway.field_wrong_type", "stream")]
    [InlineData("{\"model\":\"scripted\",\"stream\":1}", 400, "gateway.field_wrong_type", "stream")]
    [InlineData("{\"model\":\"scripted\",\"stream\":{}}", 400, "gateway.field_wrong_type", "stream")]
    [InlineData("{\"model\":\"scripted\",\"stream\":false,\"str\\u0065am\":true}", 400, "gateway.field_twice", "stream")]
    [InlineData("{\"model\":\"scripted\",\"mod\\u0065l\":\"other\"}", 400, "gateway.field_twice", "model")]
    [InlineData("{\"model\":\"scripted\",\"stream\":\"yes\"}", 400, "gateway.field_wrong_type", "stream")]
    [InlineData("{\"model\":\"scripted\",\"stream_options\":[]}", 400, "gateway.field_wrong_type", "stream_options")]
    [InlineData("{\"model\":\"scripted\",\"model\":\"other\"}", 400, "gateway.field_twice", "model")]
    [InlineData("{\"model\":\"nobody-has-this\"}", 404, "model_not_found", "model")]
    public async Task WrongBody_IsAClientErrorAndNothingReachesTheUpstream(string json, int status, string code, string? param)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", json);

        await response.MustBeOpenAiErrorAsync(status, code, param);
        Assert.Empty(upstream.Requests);
        Assert.Empty(await host.StopAndReadUsageAsync());
    }

    [Theory]
    [InlineData("{\"model\":\"akashchat-demo\",\"x\":\"\u00ff\u00fe\"}")]
    [InlineData("{\"model\":\"akashchat-demo\",\"x\u00ff\":1}")]
    [InlineData("{\"model\":\"akashchat-demo\u00ff\"}")]
    [InlineData("{\"model\":\"akashchat-demo\",\"x\":\"\u00c0\u0080\"}")]
    [InlineData("{\"model\":\"akashchat-demo\",\"x\":\"\u00ed\u00a0\u0080\"}")]
    [InlineData("{\"model\":\"akashchat-demo\",\"x\":\"\u00e9\"}")]
    public async Task BodyThatIsNotUtf8_IsABadRequest(string bytes)
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var body = new ByteArrayContent(Encoding.Latin1.GetBytes(bytes));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), body);

        await response.MustBeOpenAiErrorAsync(400, "request.malformed_json");
    }

    [Theory]
    [InlineData(600)]
    [InlineData(3_000_000)]
    public async Task BodyThatNestsWithoutReason_IsABadRequest(int depth)
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        var nested = new string('[', depth) + new string(']', depth);

        using var response = await client.PostJsonAsync("v1/chat/completions", $$"""{"model":"akashchat-demo","messages":{{nested}}}""");

        await response.MustBeOpenAiErrorAsync(400, "request.malformed_json");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BodyOverTheLimit_IsTooLarge(bool chunked)
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_MAX_BODY_BYTES"] = "2048");
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = Json.Body($$"""{"model":"akashchat-demo","x":"{{new string('x', 4096)}}"}"""),
        };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await client.SendAsync(request);

        await response.MustBeOpenAiErrorAsync(413, "request.body_too_large");
    }

    [Fact]
    public async Task BodyWithinTheLimit_InChunksOfAByte_IsTaken()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_MAX_BODY_BYTES"] = "2048");
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        var body = """{"model":"akashchat-demo","messages":[{"role":"user","content":"Hi"}]}""".PadRight(2048);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new BytesOneByOne(body) };
        request.Headers.TransferEncodingChunked = true;

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task CompressedOrFormBody_IsAnUnsupportedMediaType()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var compressed = Json.Body("{}");
        compressed.Headers.ContentEncoding.Add("gzip");
        using var form = new FormUrlEncodedContent([new("model", "x")]);

        using var first = await client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), compressed);
        using var second = await client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), form);

        await first.MustBeOpenAiErrorAsync(415, "request.unsupported_media_type");
        await second.MustBeOpenAiErrorAsync(415, "request.unsupported_media_type");
    }

    [Fact]
    public async Task OversizeHeaders_AreRefusedInTheRoutesDialect()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.NewClient();
        client.DefaultRequestHeaders.Add("X-Large", new string('x', 40_000));

        using var gateway = await client.GetPathAsync("v1/models");
        using var rest = await client.GetPathAsync("api/account");
        using var page = await client.GetPathAsync("");

        await gateway.MustBeOpenAiErrorAsync(431, "request.headers_too_large");
        await rest.MustBeProblemAsync(431, "request.headers_too_large");
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, page.StatusCode);
    }

    [Fact]
    public async Task UnknownRoutesAndMethods_AreRefusedInTheRoutesDialect()
    {
        await using var host = await TestHost.StartAsync();

        using var gateway = await host.Client.PostJsonAsync("v1/nothing/here", "{}");
        using var alias = await host.Client.PostJsonAsync("api/v1/nothing/here", "{}");
        using var method = await host.Client.GetPathAsync("v1/chat/completions");
        using var rest = await host.Client.GetPathAsync("api/nothing");
        using var restMethod = await host.Client.GetPathAsync("api/keys/claim");
        using var page = await host.Client.GetPathAsync("nothing");

        await gateway.MustBeOpenAiErrorAsync(404, "request.route_not_found");
        await alias.MustBeOpenAiErrorAsync(404, "request.route_not_found");
        await method.MustBeOpenAiErrorAsync(405, "request.method_not_allowed");
        await rest.MustBeProblemAsync(404, "request.route_not_found");
        await restMethod.MustBeProblemAsync(405, "request.method_not_allowed");
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task EveryAnswer_CarriesARequestIdThatTheErrorRepeats()
    {
        await using var host = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/models");
        request.Headers.Add("x-request-id", "mine");

        using var response = await host.Client.SendAsync(request);

        var id = Assert.Single(response.Headers.GetValues("x-request-id"));
        Assert.StartsWith("req_", id, StringComparison.Ordinal);
        Assert.Equal(id, (await response.ReadJsonAsync()).GetProperty("error").GetProperty("request_id").GetString());
    }

    private sealed class BytesOneByOne(string text) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var letter in Encoding.ASCII.GetBytes(text))
            {
                await stream.WriteAsync(new[] { letter });
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
