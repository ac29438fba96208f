using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using AkashChat.TestKit.Upstream;
using StackExchange.Redis;

namespace AkashChat.Api.Tests.Gateway.Caching;

/// <summary>Answers kept in a real Redis.</summary>
public sealed class RedisCacheTests
{
    private const string Confirmation = """{"confirm":"delete my account"}""";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ALittle = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData("""{"model":"scripted","messages":[]}""")]
    [InlineData("""{"model":"scripted","messages":[],"stream":true}""")]
    public async Task TwoInstances_FindEachOthersAnswers(string json)
    {
        await using var redis = await RedisServer.StartNewAsync();
        var (name, address) = await TestDatabase.Postgres.CreateAsync(string.Empty);
        await using var one = await StartAsync(redis, options => options.Settings[name] = address);
        await using var two = await StartAsync(redis, options => options.Settings[name] = address);
        using var clientOfTwo = two.Host.ClientWithKey(one.Key);
        var first = await one.CallAsync(json);
        var here = await one.CallAsync(json);

        var there = await two.CallAsync(json, client: clientOfTwo);
        one.Host.Clock.Advance(TimeSpan.FromMinutes(10));
        var later = await one.CallAsync(json);

        Assert.Equal(("miss", "hit", "hit", "miss"), (first.Mark, here.Mark, there.Mark, later.Mark));
        Assert.Equal(first.Bytes, there.Bytes);
        Assert.Equal(first.ContentType, there.ContentType);
        Assert.Empty(two.Upstream.Requests);
        Assert.Equal((Answers.PromptTokens, Answers.CompletionTokens), (two.Records[0].PromptTokens, two.Records[0].CompletionTokens));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RedisAway_IsAMissAndNoError(bool hangs)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var rig = await StartAsync(redis);
        await rig.CallAsync();
        Assert.Equal("hit", (await rig.CallAsync()).Mark);
        await (hangs ? redis.PauseAsync() : redis.StopAsync());

        // Redis is waited for by the clock.
        var calling = rig.CallAsync();
        await rig.Host.Clock.AdvanceUntilAsync(ALittle, () => calling.IsCompleted || rig.Host.Log.Lines.Any(SaysThatItIsAway));
        var away = await calling;
        var still = await rig.CallAsync();
        rig.Host.Clock.Advance(Pause);
        await (hangs ? redis.ResumeAsync() : redis.StartAsync());

        Assert.Equal((HttpStatusCode.OK, "miss", "miss"), (away.Status, away.Mark, still.Mark));
        Assert.Single(rig.Host.Log.Lines, SaysThatItIsAway);
        for (var tries = 0; await MarkAsync() != "hit"; tries++)
        {
            Assert.True(tries < 300, "Redis is back, but nothing is found.");
            rig.Host.Clock.Advance(Pause);
            await Task.Delay(100);
        }

        async Task<string?> MarkAsync()
        {
            var again = rig.CallAsync();
            await rig.Host.Clock.AdvanceUntilAsync(ALittle, again);
            return (await again).Mark;
        }

        static bool SaysThatItIsAway(string line) => line.Contains("no answers are found", StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErasedAccount_LeavesNoAnswer()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var rig = await StartAsync(redis);
        var visitor = await rig.Host.AddPermissionlessUserAsync();
        var key = await rig.Host.AddKeyAsync(visitor);
        using var program = rig.Host.ClientWithKey(key.Text);
        using var browser = await rig.Host.SignInAsync(visitor.UserId);
        await rig.CallAsync();
        await rig.CallAsync(client: program);
        await rig.CallAsync(StreamCalls.Body, client: program);
        Assert.Equal("hit", (await rig.CallAsync(client: program)).Mark);
        var before = await KeysAsync(redis, visitor.UserId.Value);

        using var request = new HttpRequestMessage(HttpMethod.Delete, "api/account") { Content = Json.Body(Confirmation) };
        using var erased = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.Equal(3, before.Length);
        Assert.Empty(await KeysAsync(redis, visitor.UserId.Value));
        Assert.Equal("hit", (await rig.CallAsync()).Mark);
    }

    private static Task<CacheRig> StartAsync(RedisServer redis, Action<TestHostOptions>? choose = null) => CacheRig.StartAsync(
        CacheRig.On with { InRedis = true },
        options =>
        {
            options.WithPatientRedis(redis);
            choose?.Invoke(options);
        });

    private static async Task<RedisKey[]> KeysAsync(RedisServer redis, Guid owner)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        return [.. connection.GetServers().Single().Keys(pattern: $"akashchat:answer*{{{owner:N}}}*")];
    }
}
