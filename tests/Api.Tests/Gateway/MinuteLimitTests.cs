using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

public sealed class MinuteLimitTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task RequestsAMinute_AreAdmittedInExactlyThatNumberUnderConcurrency()
    {
        const int Limit = 10;
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream, "AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE", "10");
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        for (var round = 1; round <= 2; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.ChatAsync()));
            Assert.Equal(Limit, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
            foreach (var refusal in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
            {
                await refusal.MustBeOpenAiErrorAsync(429, "gateway.request_limit");
            }

            host.Clock.Advance(Minute - TimeSpan.FromSeconds(1));
            using var early = await client.ChatAsync();
            await early.MustBeOpenAiErrorAsync(429, "gateway.request_limit");
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2 * Limit, upstream.Requests.Count);
    }

    [Fact]
    public async Task RequestHeaders_TellWhatIsLeftOnAnswersAndOnTheRefusal()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream, "AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE", "2");
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var plain = await client.ChatAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(20.5));
        using var stream = await client.ChatAsync(StreamCalls.Body);
        using var refused = await client.ChatAsync();

        Assert.Equal(("2", "1", "1m0s"), RequestsOf(plain));
        Assert.Equal(("2", "0", "40s"), RequestsOf(stream));
        Assert.Equal(("2", "0", "40s"), RequestsOf(refused));
        Assert.Equal(TimeSpan.FromSeconds(40), refused.Headers.RetryAfter?.Delta);
        Assert.Null(refused.Header("x-should-retry"));
        Assert.Null(plain.Header("x-ratelimit-limit-tokens"));
        var message = (await refused.ReadJsonAsync()).GetProperty("error").GetProperty("message").GetString()!;
        Assert.StartsWith("This key may begin 2 requests a minute; 2 are used, none is left, and the minute ends at 20", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    public async Task TokensAMinute_AreReservedThenSettledAndRefusedOnceTheyAreUsedUp(string more)
    {
        // Messages of 32 bytes are taken for 10 tokens; the scripted server reports 18 in all.
        var call = $$"""{"model":"scripted","max_tokens":8,"messages":[{"role":"user","content":"Hi"}]{{more}}}""";
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream, "AKASHCHAT_PERMISSIONLESS_TOKENS_PER_MINUTE", "36");
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var first = await client.ChatAsync(call);
        using var second = await client.ChatAsync(call);
        using var third = await client.ChatAsync(call);
        host.Clock.Advance(Minute);
        using var later = await client.ChatAsync(call);

        Assert.Equal(("36", "18", "1m0s"), TokensOf(first));
        Assert.Equal(("36", "0", "1m0s"), TokensOf(second));
        Assert.Equal(("36", "0", "1m0s"), TokensOf(third));
        await third.MustBeOpenAiErrorAsync(429, "gateway.token_limit");
        Assert.Equal(Minute, third.Headers.RetryAfter?.Delta);
        Assert.Equal(("36", "18", "1m0s"), TokensOf(later));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task OwnLimit_HoldsWhereItIsNarrowerAndForItsKeyAlone()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream, "AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE", "5");
        using var visitor = host.NewClient(cookies: true);
        var key = await host.ClaimKeyAsync(visitor);
        using var narrow = host.ClientWithKey(key);
        using var wide = host.ClientWithKey(await host.ClaimKeyAsync());
        await host.NarrowAsync(visitor, key, """{"requestsPerMinute":1}""");

        using var first = await narrow.ChatAsync();
        using var second = await narrow.ChatAsync();
        using var other = await wide.ChatAsync();

        Assert.Equal("1", first.Header("x-ratelimit-limit-requests"));
        await second.MustBeOpenAiErrorAsync(429, "gateway.request_limit");
        Assert.Equal(("5", "4", "59s"), RequestsOf(other));
    }

    [Fact]
    public async Task KeyWithoutLimits_HearsOfNone()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.ChatAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase));
    }

    private static Task<TestHost> StartAsync(ScriptedUpstream upstream, string setting, string value) => TestHost.StartAsync(options =>
    {
        options.WithModel("scripted", upstream);
        options.Settings[setting] = value;
    });

    private static (string? Limit, string? Left, string? Reset) RequestsOf(HttpResponseMessage response) => (
        response.Header("x-ratelimit-limit-requests"), response.Header("x-ratelimit-remaining-requests"), response.Header("x-ratelimit-reset-requests"));

    private static (string? Limit, string? Left, string? Reset) TokensOf(HttpResponseMessage response) => (
        response.Header("x-ratelimit-limit-tokens"), response.Header("x-ratelimit-remaining-tokens"), response.Header("x-ratelimit-reset-tokens"));
}
