using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>The routes that take JSON, besides chat, completions and embeddings.</summary>
public sealed class OtherRouteTests
{
    private const string StreamedResponse = """{"model":"scripted","input":"Hi","stream":true,"stream_options":{"include_obfuscation":false}}""";

    [Theory]
    [InlineData("v1/responses", "/v1/responses", """{"model":"scripted", "input":[{"role":"user","content":"Grüße"}],"store":false}""", 11L, 7L)]
    [InlineData("api/v1/responses", "/v1/responses", """{"model":"scripted","input":"Hi"}""", 11L, 7L)]
    [InlineData("v1/moderations", "/v1/moderations", """{"input":["a","b"],"model":"scripted"}""", null, null)]
    [InlineData("v1/images/generations", "/v1/images/generations", """{"model":"scripted","prompt":"A lighthouse","n":1}""", 11L, 7L)]
    [InlineData("v1/rerank", "/v1/rerank", """{"model":"scripted","query":"q","documents":["a","b"]}""", 11L, 0L)]
    [InlineData("v2/rerank", "/v1/rerank", """{"model":"scripted","query":"q","documents":["a","b"]}""", 11L, 0L)]
    public async Task PlainCall_PassesBothWaysByteForByteAndIsMetered(string path, string upstreamPath, string json, long? prompt, long? completion)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync(path, json);

        var seen = upstream.OnlyRequest;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((upstreamPath, json), (seen.Path, seen.BodyText));
        Assert.Equal(seen.SentBytes, await response.Content.ReadAsByteArrayAsync());
        var record = Assert.Single(await host.StopAndReadUsageAsync());
        Assert.Equal((UsageOutcome.Completed, prompt, completion), (record.Outcome, record.PromptTokens, record.CompletionTokens));
    }

    [Theory]
    [InlineData("response.completed")]
    [InlineData("response.incomplete")]
    public async Task StreamedResponse_EndsWithItsLastEventAndIsMetered(string last)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = RouteScripts.Streamed(RouteAnswers.ResponseEvents("scripted", last));
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/responses", StreamedResponse);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(StreamedResponse, upstream.OnlyRequest.BodyText);
        Assert.Equal(upstream.OnlyRequest.SentBytes, await response.Content.ReadAsByteArrayAsync());
        var record = Assert.Single(await host.StopAndReadUsageAsync());
        Assert.Equal((UsageOutcome.Completed, 11L, 7L), (record.Outcome, record.PromptTokens, record.CompletionTokens));
    }

    [Theory]
    [InlineData("response.failed")]
    [InlineData("error")]
    [InlineData("response.output_item.done")]
    public async Task StreamedResponseThatFailsOrBreaksOff_EndsWithAnError(string last)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = RouteScripts.Streamed(RouteAnswers.ResponseEvents("scripted", last));
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/responses", StreamedResponse);

        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"delta\":\"lo\"", text, StringComparison.Ordinal);
        Assert.Contains("{\"error\":{", text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.Equal(UsageOutcome.Partial, Assert.Single(await host.StopAndReadUsageAsync()).Outcome);
    }

    [Fact]
    public async Task ModerationWithoutAModel_IsOfTheDefaultOne()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("omni-moderation-latest", upstream, "guard"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/moderations", """{"input":"x"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"model":"guard","input":"x"}""", upstream.OnlyRequest.BodyText);
    }

    [Theory]
    [InlineData("openai/deployments/org/name/chat/completions?api-version=2024-10-21", "/v1/chat/completions")]
    [InlineData("openai/deployments/org%2Fname/chat/completions", "/v1/chat/completions")]
    [InlineData("engines/org/name/completions", "/v1/completions")]
    [InlineData("openai/deployments/org/name/embeddings", "/v1/embeddings")]
    [InlineData("openai/deployments/org/name/images/generations", "/v1/images/generations")]
    public async Task ModelInThePath_HoldsAsAzuresClientsWriteIt(string path, string upstreamPath)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("org/name", upstream).WithModel("other", upstream));
        using var client = host.NewClient();
        client.DefaultRequestHeaders.Add("api-key", await host.ClaimKeyAsync());

        using var without = await client.PostJsonAsync(path, """{"input":"x","prompt":"x","messages":[]}""");
        using var with = await client.PostJsonAsync(path, """{"model":"other","input":"x","prompt":"x","messages":[]}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
        Assert.All(upstream.Requests, seen => Assert.Equal((upstreamPath, "org/name"), (seen.Path, seen.Model)));
    }

    [Theory]
    [InlineData("openai/deployments/scripted/nothing", 404, "request.route_not_found")]
    [InlineData("openai/deployments/chat/completions", 404, "model_not_found")]
    [InlineData("engines/completions", 404, "request.route_not_found")]
    [InlineData("openai/nothing", 404, "request.route_not_found")]
    [InlineData("openai/deployments/scr%0D%0Aipted/chat/completions", 404, "model_not_found")]
    [InlineData("v1/responses/resp_1/cancel", 404, "request.route_not_found")]
    public async Task PathThatLeadsNowhere_IsRefusedInOpenAisForm(string path, int status, string code)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync(path, "{}");

        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status && text.Contains(code, StringComparison.Ordinal), $"{(int)response.StatusCode}: {text}");
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task DemoModel_AnswersResponsesAndSaysWhatItCannotDo()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var plain = await client.PostJsonAsync("v1/responses", """{"model":"akashchat-demo","input":[{"role":"user","content":[{"type":"input_text","text":"Ping"}]}]}""");
        using var stream = await client.PostJsonAsync("v1/responses", """{"model":"akashchat-demo","input":"Ping","stream":true}""");
        using var image = await client.PostJsonAsync("v1/images/generations", """{"model":"akashchat-demo","prompt":"A lighthouse"}""");
        using var wrong = await client.PostJsonAsync("v1/responses", """{"model":"akashchat-demo"}""");

        var events = await stream.Content.ReadAsStringAsync();
        Assert.EndsWith("Ping", (await plain.ReadJsonAsync()).GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("event: response.created\n", events, StringComparison.Ordinal);
        Assert.StartsWith("event: response.completed\n", events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        await image.MustBeOpenAiErrorAsync(400, "demo.not_offered", "model");
        await wrong.MustBeOpenAiErrorAsync(400, "demo.field_missing", "input");
    }
}
