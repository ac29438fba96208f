using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.LiteLlm;

namespace AkashChat.Api.Tests.Gateway.Proxy;

/// <summary>Calls and answers go through as they are.</summary>
public sealed class PassThroughTests
{
    private const string Chat = """{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [InlineData("GET", "v1/whatever/x?y=z&y=%20a+b")]
    [InlineData("POST", "v1/whatever/x?y=z")]
    [InlineData("PUT", "api/v1/vector_stores/some/files")]
    [InlineData("DELETE", "v1/responses/some?q=%2F")]
    [InlineData("PATCH", "v1/whatever/org%2Fname/of%20it?z=%C3%A4")]
    [InlineData("POST", "v1/whatever/100%25/a%252Fb/c%2fd;e=f")]
    [InlineData("OPTIONS", "v1/whatever")]
    public async Task UnknownRoute_ArrivesAsItWasSent(string method, string path)
    {
        await using var rig = await ProxyRig.StartAsync();
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("anthropic-beta", "some-feature");
        request.Headers.Add("x-litellm-tags", "a,b");
        foreach (var name in new[] { "Cookie", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP" })
        {
            request.Headers.Add(name, "203.0.113.7");
        }

        request.Headers.TryAddWithoutValidation("Forwarded", "for=203.0.113.7");
        request.Content = method is "GET" or "OPTIONS" ? null : Json.Body("""{"some": "body ä"}""");

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var arrived = rig.Proxy.Requests[^1];
        Assert.Equal((method, "/" + path.Replace("api/", "", StringComparison.Ordinal)), (arrived.Method, arrived.RawTarget));
        Assert.Equal(request.Content is null ? "" : """{"some": "body ä"}""", arrived.Body);
        Assert.Equal(("some-feature", "a,b"), (arrived.Headers["anthropic-beta"], arrived.Headers["x-litellm-tags"]));
        Assert.Equal(rig.Proxy.Address.Authority, arrived.Headers["Host"]);
        Assert.Equal([new PresentedCredential("Authorization", CredentialKind.Virtual)], arrived.Credentials);
        Assert.DoesNotContain(arrived.Headers, header =>
            header.Value.Contains("203.0.113.7", StringComparison.Ordinal) || (header.Key != "Host" && header.Value.Contains("127.0.0.1", StringComparison.Ordinal)));
        Assert.Equal("0", response.Header("x-litellm-attempted-retries"));
        Assert.NotNull(response.Header("x-litellm-call-id"));
    }

    [Fact]
    public async Task BodiesThatAreNoJson_ArriveWhole()
    {
        await using var rig = await ProxyRig.StartAsync();
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        var bytes = new byte[1024 * 1024];
        new Random(4711).NextBytes(bytes);
        using var binary = new ByteArrayContent(bytes);
        using var form = new MultipartFormDataContent("planted-boundary") { { new StringContent("whisper"), "model" }, { new ByteArrayContent(bytes), "file", "a.wav" } };
        var formText = Encoding.UTF8.GetString(await form.ReadAsByteArrayAsync());

        using var first = await client.PostAsync(new Uri("v1/files", UriKind.Relative), binary);
        var firstArrived = rig.Proxy.Requests[^1];
        using var second = await client.PostAsync(new Uri("v1/audio/transcriptions", UriKind.Relative), form);
        var secondArrived = rig.Proxy.Requests[^1];

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(bytes.Length.ToString(CultureInfo.InvariantCulture), firstArrived.Headers["Content-Length"]);
        Assert.True(Encoding.UTF8.GetString(bytes) == firstArrived.Body, "The binary body is another one.");
        Assert.Contains("planted-boundary", secondArrived.ContentType, StringComparison.Ordinal);
        Assert.True(formText == secondArrived.Body, "The form is another one.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BodyOverTheLimit_IsTooLarge(bool chunked)
    {
        await using var rig = await ProxyRig.StartAsync(options => options.Settings["AKASHCHAT_MAX_BODY_BYTES"] = "2048");
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/whatever") { Content = Json.Body(new string('x', 100_000)) };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await client.SendAsync(request);

        await response.MustBeOpenAiErrorAsync(413, "request.body_too_large");
    }

    [Fact]
    public async Task Refusals_AreTheProxysOwn()
    {
        await using var rig = await ProxyRig.StartAsync();
        using var direct = rig.NewDirectClient();
        var (poor, slow) = (rig.Proxy.AddKey(fields: new JsonObject { ["max_budget"] = 0 }), rig.Proxy.AddKey(fields: new JsonObject { ["rpm_limit"] = 1 }));
        var usual = rig.Proxy.AddKey();
        using (await CallAsync(direct, slow, "v1/chat/completions", Chat))
        {
            // Its only call of this minute.
        }

        foreach (var (key, path, body, status) in new[]
        {
            ("sk-unknown", "v1/chat/completions", Chat, 401), ("nonsense", "v1/whatever", Chat, 401), (poor, "v1/chat/completions", Chat, 429),
            (slow, "v1/chat/completions", Chat, 429), (usual, "v1/chat/completions", "{", 400), (usual, "v1/chat/completions", """{"model":"nothing"}""", 400),
            (usual, "v1/models/nothing", null, 404),
        })
        {
            using var response = await CallAsync(rig.Host.Client, key, path, body);
            using var expected = await CallAsync(direct, key, path, body);

            Assert.Equal((path, body, status), (path, body, (int)response.StatusCode));
            Assert.Equal(await expected.Content.ReadAsStringAsync(), await response.Content.ReadAsStringAsync());
            Assert.Equal(expected.Headers.RetryAfter, response.Headers.RetryAfter);
        }
    }

    [Fact]
    public async Task Preflight_IsAnsweredHereForEveryOrigin()
    {
        await using var rig = await ProxyRig.StartAsync();
        using var client = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        client.DefaultRequestHeaders.Add("Origin", "https://app.example");
        var before = rig.Proxy.Requests.Count;
        foreach (var path in new[] { "v1/chat/completions", "v1/whatever", "api/v1/whatever" })
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, path);
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            preflight.Headers.Add("Access-Control-Request-Headers", "authorization,x-any");
            using var allowed = await client.SendAsync(preflight);
            Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
            Assert.Equal("*", allowed.Header("Access-Control-Allow-Origin"));
        }

        Assert.Equal(before, rig.Proxy.Requests.Count);
        using var response = await client.PostJsonAsync("v1/chat/completions", Chat);
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
    }

    private static Task<HttpResponseMessage> CallAsync(HttpClient client, string key, string path, string? body)
    {
        var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path) { Content = body is null ? null : Json.Body(body) };
        request.Headers.Add("Authorization", $"Bearer {key}");
        return client.SendAsync(request);
    }
}
