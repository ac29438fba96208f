using System.Collections.Frozen;
using System.Net;
using System.Text;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Caching;

public sealed class CacheHitTests
{
    [Theory]
    [InlineData("v1/chat/completions", """{"model":"scripted","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("v1/completions", """{"model":"scripted","prompt":"Hi"}""")]
    [InlineData("v1/embeddings", """{"model":"scripted","input":["one","two"]}""")]
    public async Task EqualPlainCall_IsAnsweredByteForByteWithoutTheServer(string path, string json)
    {
        await using var rig = await CacheRig.StartAsync();

        var first = await rig.CallAsync(json, path);
        rig.Host.Clock.Advance(TimeSpan.FromSeconds(90));
        var second = await rig.CallAsync(json, path);

        Assert.Equal((HttpStatusCode.OK, "miss", null), (first.Status, first.Mark, first.Age));
        Assert.Equal((HttpStatusCode.OK, "hit", 90d), (second.Status, second.Mark, second.Age));
        Assert.Equal(rig.Upstream.OnlyRequest.SentBytes, first.Bytes);
        Assert.Equal(first.Bytes, second.Bytes);
        Assert.Equal(first.ContentType, second.ContentType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EqualStream_IsReplayedAsTheStreamThatItWas(bool asksForUsage)
    {
        var json = asksForUsage
            ? """{"model":"scripted","stream":true,"stream_options":{"include_usage":true},"messages":[]}"""
            : """{"model":"scripted","stream":true,"messages":[]}""";
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Streamed(new StreamScript { Chunks = 500, LineEnd = "\r\n", Comments = true, Text = number => $"é世界{number} " });

        var first = await rig.CallAsync(json);
        var second = await rig.CallAsync(json);

        Assert.Equal(("miss", "hit"), (first.Mark, second.Mark));
        Assert.Equal(first.Bytes, second.Bytes);
        Assert.StartsWith("text/event-stream", second.ContentType, StringComparison.Ordinal);
        Assert.Equal(asksForUsage, Encoding.UTF8.GetString(second.Bytes).Contains("prompt_tokens", StringComparison.Ordinal));
        Assert.Single(rig.Upstream.Requests);
    }

    [Fact]
    public async Task PlainAndStreamed_AreTwoAnswers()
    {
        await using var rig = await CacheRig.StartAsync();
        await rig.CallAsync("""{"model":"scripted","messages":[]}""");

        var streamed = await rig.CallAsync("""{"model":"scripted","messages":[],"stream":true}""");

        Assert.Equal("miss", streamed.Mark);
        Assert.StartsWith("text/event-stream", streamed.ContentType, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "messages" : [ { "content":"H\u0069" , "role":"user"} ],  "model":"scripted" }""", "hit")]
    [InlineData("""{"model":"scripted","messages":[{"role":"user","content":"Hi!"}]}""", "miss")]
    [InlineData("""{"model":"other","messages":[{"role":"user","content":"Hi"}]}""", "miss")]
    [InlineData("""{"model":"scripted","messages":[{"role":"user","content":"Hi"}],"user":"somebody"}""", "miss")]
    [InlineData("""{"model":"scripted","messages":[{"role":"user","content":"Hi"}],"temperature":0}""", "miss")]
    public async Task OnlyWhatAsksForTheSame_IsAHit(string json, string mark)
    {
        await using var rig = await CacheRig.StartAsync();
        await rig.CallAsync("""{"model":"scripted","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(mark, (await rig.CallAsync(json)).Mark);
    }

    [Theory]
    [InlineData(false, true, "miss")]
    [InlineData(true, false, "miss")]
    [InlineData(true, true, "hit")]
    public async Task AnotherOwner_SharesOnlyIfRulesAndModelSaySo(bool rulesSaySo, bool modelSaysSo, string mark)
    {
        await using var rig = await CacheRig.StartAsync(
            CacheRig.On with { AcrossOwners = rulesSaySo }, change: deployment => deployment with { CacheShared = modelSaysSo });
        using var other = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        await rig.CallAsync();

        var others = await rig.CallAsync(client: other);

        Assert.Equal(mark, others.Mark);
        Assert.Equal("hit", (await rig.CallAsync()).Mark);
    }

    [Fact]
    public async Task AnswerPastItsTime_IsMadeAnew()
    {
        await using var rig = await CacheRig.StartAsync();
        await rig.CallAsync();
        rig.Host.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        var shortlyBefore = await rig.CallAsync();
        rig.Host.Clock.Advance(TimeSpan.FromSeconds(1));

        var after = await rig.CallAsync();

        Assert.Equal(("hit", "miss"), (shortlyBefore.Mark, after.Mark));
        Assert.Equal(2, rig.Upstream.Requests.Count);
    }

    [Fact]
    public async Task RoutesThatTheRulesLeaveOut_TakeNoPart()
    {
        await using var rig = await CacheRig.StartAsync(CacheRig.On with { Routes = new[] { "embeddings" }.ToFrozenSet() });
        await rig.CallAsync();

        Assert.Null((await rig.CallAsync()).Mark);
        Assert.Equal(2, rig.Upstream.Requests.Count);
    }

    [Fact]
    public async Task NestedTooDeeplyToCompare_PassesAsItIs()
    {
        var json = $$"""{"model":"scripted","messages":[],"x":{{new string('[', 200)}}{{new string(']', 200)}}}""";
        await using var rig = await CacheRig.StartAsync();

        var first = await rig.CallAsync(json);
        var second = await rig.CallAsync(json);

        Assert.Equal((HttpStatusCode.OK, null, null), (second.Status, first.Mark, second.Mark));
        Assert.Equal(2, rig.Upstream.Requests.Count);
    }

    [Fact]
    public async Task WithoutRules_NothingIsKept()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var first = await client.ChatAsync();

        using var second = await client.ChatAsync();

        Assert.Null(second.Header("x-akashchat-cache"));
        Assert.Equal(2, upstream.Requests.Count);
    }
}
