using System.Net;
using AkashChat.Api.Tests.Support;

namespace AkashChat.Api.Tests.Gateway.Caching;

public sealed class CacheControlTests
{
    [Fact]
    public async Task NoCache_AsksAnewAndKeepsTheNewAnswer()
    {
        await using var rig = await CacheRig.StartAsync();
        await rig.CallAsync();
        rig.Host.Clock.Advance(TimeSpan.FromSeconds(30));

        var anew = await rig.CallAsync(With("""{"no-cache":true}"""));
        var after = await rig.CallAsync();

        Assert.Equal(("miss", "hit", 0d), (anew.Mark, after.Mark, after.Age));
        Assert.Equal(2, rig.Upstream.Requests.Count);
    }

    [Fact]
    public async Task NoStore_TakesWhatIsKeptButKeepsNothing()
    {
        await using var rig = await CacheRig.StartAsync();

        var first = await rig.CallAsync(With("""{"no-store":true}"""));
        var second = await rig.CallAsync();
        var third = await rig.CallAsync(With("""{"no-store":true}"""));

        Assert.Equal(("miss", "miss", "hit"), (first.Mark, second.Mark, third.Mark));
    }

    [Fact]
    public async Task NoCacheAndNoStore_TakeNoPart()
    {
        await using var rig = await CacheRig.StartAsync();
        await rig.CallAsync();

        Assert.Null((await rig.CallAsync(With("""{"no-cache":true,"no-store":true}"""))).Mark);
    }

    [Theory]
    [InlineData("no-cache", "miss", "hit")]
    [InlineData("max-age=0, No-Store", "miss", "miss")]
    [InlineData("max-age=0", "miss", "hit")]
    public async Task CacheControlHeader_SaysTheSame(string header, string first, string afterwards)
    {
        await using var rig = await CacheRig.StartAsync();
        using var client = rig.Host.ClientWithKey(rig.Key);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Cache-Control", header);

        Assert.Equal(first, (await rig.CallAsync(client: client)).Mark);
        Assert.Equal(afterwards, (await rig.CallAsync()).Mark);
    }

    [Fact]
    public async Task Ttl_HoldsForTheAnswerOfThisRequest()
    {
        await using var rig = await CacheRig.StartAsync();
        await rig.CallAsync(With("""{"ttl":30}"""));
        rig.Host.Clock.Advance(TimeSpan.FromSeconds(29));
        var before = await rig.CallAsync();
        rig.Host.Clock.Advance(TimeSpan.FromSeconds(1));

        var after = await rig.CallAsync(With("""{"ttl":0}"""));

        Assert.Equal(("hit", "miss", "miss"), (before.Mark, after.Mark, (await rig.CallAsync()).Mark));
    }

    [Fact]
    public async Task Ttl_IsADayAtMost()
    {
        await using var rig = await CacheRig.StartAsync();
        using var client = rig.Host.ClientWithKey(rig.Key);
        await rig.CallAsync(With("""{"ttl":1e300}"""));
        rig.Host.Clock.Advance(TimeSpan.FromHours(23));
        var before = await rig.CallAsync();
        rig.Host.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(("hit", "miss"), (before.Mark, (await rig.CallAsync()).Mark));
    }

    [Theory]
    [InlineData("s-maxage")]
    [InlineData("s-max-age")]
    public async Task MaxAge_TakesOnlyAYoungEnoughAnswer(string name)
    {
        await using var rig = await CacheRig.StartAsync();
        await rig.CallAsync();
        rig.Host.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("hit", (await rig.CallAsync(With($$"""{"{{name}}":60.5}"""))).Mark);
        Assert.Equal("miss", (await rig.CallAsync(With($$"""{"{{name}}":60}"""))).Mark);
    }

    [Fact]
    public async Task Namespaces_AreApart()
    {
        await using var rig = await CacheRig.StartAsync(CacheRig.On with { Namespace = "ours" });
        await rig.CallAsync(With("""{"namespace":"a"}"""));

        Assert.Equal("hit", (await rig.CallAsync(With("""{"namespace":"a"}"""))).Mark);
        Assert.Equal("miss", (await rig.CallAsync(With("""{"namespace":"b"}"""))).Mark);
        Assert.Equal("miss", (await rig.CallAsync()).Mark);
        Assert.Equal("hit", (await rig.CallAsync(With("""{"namespace":"ours"}"""))).Mark);
    }

    [Fact]
    public async Task OnRequestOnly_TakesWhoAsksForIt()
    {
        await using var rig = await CacheRig.StartAsync(CacheRig.On with { OnlyOnRequest = true });

        Assert.Null((await rig.CallAsync()).Mark);
        Assert.Equal("miss", (await rig.CallAsync(With("""{"use-cache":true}"""))).Mark);
        Assert.Equal("hit", (await rig.CallAsync(With("""{"use-cache":true}"""))).Mark);
        Assert.Null((await rig.CallAsync(With("""{"use-cache":false}"""))).Mark);
    }

    [Theory]
    [InlineData("""true""", "cache", "gateway.field_wrong_type")]
    [InlineData("""[]""", "cache", "gateway.field_wrong_type")]
    [InlineData("""{"ttl":"300"}""", "cache.ttl", "gateway.field_wrong_type")]
    [InlineData("""{"ttl":-1}""", "cache.ttl", "gateway.field_wrong_type")]
    [InlineData("""{"ttl":{}}""", "cache.ttl", "gateway.field_wrong_type")]
    [InlineData("""{"s-maxage":true}""", "cache.s-maxage", "gateway.field_wrong_type")]
    [InlineData("""{"no-cache":1}""", "cache.no-cache", "gateway.field_wrong_type")]
    [InlineData("""{"no-store":"true"}""", "cache.no-store", "gateway.field_wrong_type")]
    [InlineData("""{"use-cache":[]}""", "cache.use-cache", "gateway.field_wrong_type")]
    [InlineData("""{"namespace":5}""", "cache.namespace", "gateway.field_wrong_type")]
    [InlineData("""{"ttl":1,"x":{"y":[]},"ttl":1}""", "cache.ttl", "gateway.field_twice")]
    [InlineData("""{"s-maxage":1,"s-max-age":2}""", "cache.s-max-age", "gateway.field_twice")]
    [InlineData("""{},"cache":null""", "cache", "gateway.field_twice")]
    public async Task WrongControls_AreNamed(string cache, string param, string code)
    {
        await using var rig = await CacheRig.StartAsync();

        using var response = await rig.Client.ChatAsync(With(cache));

        await response.MustBeOpenAiErrorAsync(400, code, param);
        Assert.Empty(rig.Upstream.Requests);
    }

    [Theory]
    [InlineData("""{"cache":{"ttl":5},"model":"scripted","messages":[]}""", """{"model":"scripted","messages":[]}""")]
    [InlineData("""{"model":"scripted" , "cache" : null , "messages":[] }""", """{"model":"scripted" , "messages":[] }""")]
    [InlineData("""{"model":"scripted","messages":[] , "cache":{"a":[{}]} }""", """{"model":"scripted","messages":[] }""")]
    public async Task Controls_StayHere(string sent, string received)
    {
        await using var rig = await CacheRig.StartAsync(CacheRig.On with { IsOn = false });

        var call = await rig.CallAsync(sent);

        Assert.Equal(HttpStatusCode.OK, call.Status);
        Assert.Equal(received, rig.Upstream.OnlyRequest.BodyText);
    }

    [Fact]
    public async Task Controls_AreNoPartOfWhatIsAsked()
    {
        await using var rig = await CacheRig.StartAsync();
        await rig.CallAsync(With("""{"ttl":60}"""));

        Assert.Equal("hit", (await rig.CallAsync(With("""{"s-maxage":60}"""))).Mark);
        Assert.Equal("hit", (await rig.CallAsync("""{"timeout":3,"model":"scripted","messages":[{"role":"user","content":"Hi"}]}""")).Mark);
    }

    private static string With(string cache) => LimitCalls.Chat[..^1] + $",\"cache\":{cache}}}";
}
