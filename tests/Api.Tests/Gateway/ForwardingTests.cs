using System.Net;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

public sealed class ForwardingTests
{
    [Theory]
    [InlineData("v1/chat/completions", """{"model":"scripted","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("api/v1/chat/completions", """{"model":"scripted","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("v1/completions", """{"model":"scripted","prompt":"Hi"}""")]
    [InlineData("v1/embeddings", """{"model":"scripted","input":["one","two"]}""")]
    public async Task PlainCall_PassesBothWaysByteForByte(string path, string json)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync(path, json);

        var received = await response.Content.ReadAsByteArrayAsync();
        var seen = upstream.OnlyRequest;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("/" + path.Replace("api/", "", StringComparison.Ordinal), seen.Path);
        Assert.Equal(json, seen.BodyText);
        Assert.Equal(seen.SentBytes, received);
        Assert.Equal($"Bearer {TestHost.UpstreamKey}", seen.Headers["Authorization"]);
    }

    [Fact]
    public async Task UnknownFieldsAndOddSpacing_ReachTheUpstreamByteForByte()
    {
        const string Head = "{ \"x_new\" : {\"deep\":[1,2.50,1e3,null,\"\\u00e9 é 世界\"]},\r\n\t\"messages\":[{\"role\":\"user\",\"content\":\"a\\/b\"}] , \"model\":\"";
        const string Tail = "\",\"temperature\":0.70, \"tools\":[ ] ,\"metadata\":{\"a\":\"b\"}}";
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("public-name", upstream, "org/served-name"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", Head + "public-name" + Tail);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Head + "org/served-name" + Tail, upstream.OnlyRequest.BodyText);
    }

    [Fact]
    public async Task CallersHeadersAndCookies_StayHere()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        var key = await host.ClaimKeyAsync();
        using var client = host.ClientWithKey(key);
        client.DefaultRequestHeaders.Add("Cookie", "akash-session=planted");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        using var response = await client.PostJsonAsync("v1/chat/completions", """{"model":"scripted","messages":[]}""");

        var headers = upstream.OnlyRequest.Headers;
        Assert.DoesNotContain(headers, header => header.Value.Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain("Cookie", headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("X-Forwarded-For", headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Stream_PassesEachEventOnBeforeTheNextComes()
    {
        var gate = new Gate();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Streamed(3, gate);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await StreamCalls.SendAsync(client, StreamCalls.Body);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var events = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            events.Add(await StreamCalls.ReadEventAsync(reader));
            gate.Release();
        }

        gate.Open();
        var rest = await reader.ReadToEndAsync();

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Collection(
            events,
            first => Assert.Contains("word0", first, StringComparison.Ordinal),
            second => Assert.Contains("word1", second, StringComparison.Ordinal),
            third => Assert.Contains("word2", third, StringComparison.Ordinal));
        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task StreamWhoseCallerAsksForUsage_PassesByteForByte(string lineEnd)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Streamed(new StreamScript { Chunks = 20, LineEnd = lineEnd, Comments = true, Text = number => $"é世界{number} " });
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        const string Body = """{"model":"scripted","stream":true,"stream_options":{"include_usage":true},"messages":[]}""";

        using var response = await client.PostJsonAsync("v1/chat/completions", Body);

        Assert.Equal(upstream.OnlyRequest.SentBytes, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(Body, upstream.OnlyRequest.BodyText);
    }

    [Fact]
    public async Task StreamWhoseCallerDoesNotAskForUsage_IsMeteredAndTheReportIsTakenOutAgain()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", StreamCalls.Body);

        var received = await response.Content.ReadAsStringAsync();
        var sent = Encoding.UTF8.GetString(upstream.OnlyRequest.SentBytes);
        var report = sent.Split("\n\n").Single(text => text.Contains("\"prompt_tokens\"", StringComparison.Ordinal)) + "\n\n";
        Assert.True(upstream.OnlyRequest.WantsUsage);
        Assert.Equal(sent.Replace(report, "", StringComparison.Ordinal), received);
        var record = Assert.Single(await host.StopAndReadUsageAsync());
        Assert.Equal((Answers.PromptTokens, Answers.CompletionTokens), (record.PromptTokens, record.CompletionTokens));
    }

    [Fact]
    public async Task StreamWithoutTheLastBlankLine_EndsWell()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.RawStream("data: {\"choices\":[]}\n\n"u8.ToArray(), "data: [DONE]"u8.ToArray());
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", StreamCalls.Body);

        Assert.Equal(upstream.OnlyRequest.SentBytes, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(UsageOutcome.Completed, Assert.Single(await host.StopAndReadUsageAsync()).Outcome);
    }

    [Fact]
    public async Task SeveralDeployments_ShareTheRequestsByWeight()
    {
        await using var heavy = await ScriptedUpstream.StartAsync();
        await using var light = await ScriptedUpstream.StartAsync();
        await using var never = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options
            .WithModel("shared", heavy, weight: 3).WithModel("shared", light, weight: 1).WithModel("shared", never, weight: 0));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        for (var number = 0; number < 200; number++)
        {
            using var response = await client.PostJsonAsync("v1/chat/completions", """{"model":"shared","messages":[]}""");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        // 150 expected, standard deviation 6.1: the bounds are five of them away, missed once in two million runs.
        Assert.InRange(heavy.Requests.Count, 119, 181);
        Assert.Equal(200, heavy.Requests.Count + light.Requests.Count);
        Assert.Empty(never.Requests);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task EveryCall_LeavesOneUsageRecordAndTheKeysLastUse(TestDatabase database)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.WithModel("scripted", upstream);
        });
        var key = await host.ClaimKeyAsync();
        using var client = host.ClientWithKey(key).WithoutRetries();
        var before = host.Clock.GetUtcNow();
        using var good = await client.PostJsonAsync("v1/chat/completions", """{"model":"scripted","messages":[]}""");
        upstream.Script = Scripts.ServerError();
        using var bad = await client.PostJsonAsync("v1/embeddings", """{"model":"scripted","input":"x"}""");

        var records = await host.StopAndReadUsageAsync();

        Assert.Equal(2, records.Count);
        var completed = records.Single(record => record.Outcome == UsageOutcome.Completed);
        var failed = records.Single(record => record.Outcome == UsageOutcome.Failed);
        Assert.Equal(("chat/completions", "scripted", 200, false), (completed.Route, completed.Model, completed.Status, completed.Streamed));
        Assert.Equal((Answers.PromptTokens, Answers.CompletionTokens), (completed.PromptTokens, completed.CompletionTokens));
        Assert.Equal(key.Substring("sk-ac_".Length, 10), completed.KeyId);
        Assert.Equal(good.Headers.GetValues("x-akashchat-deployment-id").Single(), completed.DeploymentId);
        Assert.Equal(("embeddings", 502), (failed.Route, failed.Status));
        Assert.Null(failed.PromptTokens);
        var lastUsed = await host.QueryAsync(db => Task.FromResult(db.Set<Domain.Keys.ApiKey>().Single().LastUsedAt));
        Assert.Equal(before, lastUsed);
    }
}
