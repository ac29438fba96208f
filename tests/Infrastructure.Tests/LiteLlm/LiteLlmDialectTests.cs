using System.Text.Json.Nodes;
using AkashChat.TestKit.LiteLlm;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.LiteLlm;

/// <summary>Where the two generations of the proxy differ, or where nobody knows, the stand-in has both readings.</summary>
public sealed class LiteLlmDialectTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 31, 10, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(Dialect.Old, 200, null, "+00:00")]
    [InlineData(Dialect.New, 400, "default_user_id", "Z")]
    public async Task GivenKeyAgain_LeavesTheRowAsItWas(Dialect dialect, int status, string? owner, string zone)
    {
        await using var server = await LiteLlmServer.StartAsync(dialect, _clock);
        var admin = new Proxy(server);

        var first = await admin.PostAsync("/key/generate", """{"key":"sk-the-same-twice","max_budget":1,"duration":"1h"}""");
        var again = await admin.PostAsync("/key/generate", """{"key":"sk-the-same-twice","max_budget":2}""");

        Assert.Equal((200, status), (first.Status, again.Status));
        Assert.Equal((1d, owner), (Assert.Single(server.Keys).MaxBudget, server.Keys[0].UserId));
        Assert.Equal($"2026-03-31T11:00:00.000000{zone}", (string?)first.Body!["expires"]);
        Assert.Equal(_clock.GetUtcNow().AddHours(1), server.Keys[0].ExpiresAt);
    }

    [Theory]
    [InlineData(Dialect.Old, 500, 400, 200, 200)]
    [InlineData(Dialect.New, 400, 404, 400, 404)]
    public async Task UnsureAnswers_AreReadBothWays(Dialect dialect, int badDuration, int unknownTeam, int unknownUser, int lastStatus)
    {
        await using var server = await LiteLlmServer.StartAsync(dialect, _clock);
        var admin = new Proxy(server);

        Assert.Equal(badDuration, (await admin.PostAsync("/key/generate", """{"duration":"soon"}""")).Status);
        Assert.Equal(unknownTeam, (await admin.PostAsync("/key/generate", """{"team_id":"t9"}""")).Status);
        Assert.Equal(unknownUser, (await admin.PostAsync("/user/update", """{"user_id":"u9","user_alias":"x"}""")).Status);
        Assert.Equal(lastStatus, (await admin.GetAsync("/user/info?user_id=u9")).Status);
        Assert.Empty(server.Keys);
    }

    [Theory]
    [InlineData(Dialect.Old, null)]
    [InlineData(Dialect.New, "mine")]
    public async Task DeletedKey_KeepsItsActivity(Dialect dialect, string? alias)
    {
        await using var server = await LiteLlmServer.StartAsync(dialect, _clock);
        var hash = KeyText.HashOf(server.AddKey(alias: "mine", userId: "u1"));
        server.AddSpend(hash, "gpt-4o", new DateOnly(2026, 3, 1), 10, 1);
        server.RemoveKey(hash);

        var daily = (await new Proxy(server).GetAsync("/user/daily/activity?start_date=2026-03-01&end_date=2026-03-31&user_id=u1")).Body!;

        var key = daily["results"]![0]!["breakdown"]!["api_keys"]![hash]!;
        Assert.Equal((1d, alias), ((double)key["metrics"]!["spend"]!, (string?)key["metadata"]!["key_alias"]));
    }

    [Fact]
    public async Task OldDialect_SpeaksAsItDid()
    {
        await using var server = await LiteLlmServer.StartAsync(Dialect.Old, _clock);
        var admin = new Proxy(server);
        var caller = new Proxy(server, server.AddKey(fields: new JsonObject { ["models"] = new JsonArray("gpt-4o"), ["max_budget"] = 0 }));
        server.AddUser("u1");

        Assert.Equal((401, "key_model_access_denied"), await caller.ChatAsync("llama-3"));
        Assert.Equal((400, "budget_exceeded"), await caller.ChatAsync());
        Assert.Equal(400, (await admin.PostAsync("/user/new", """{"user_id":"u1"}""")).Status);
        Assert.Equal((404, 404), ((await admin.GetAsync("/spend/logs/v2")).Status, (await admin.GetAsync("/v2/user/info?user_id=u1")).Status));
        Assert.Equal("1.80.0", (string?)(await admin.GetAsync("/health/readiness")).Body!["litellm_version"]);
        Assert.False((await admin.GetAsync($"/key/info?key={server.Keys[0].Hash}")).Body!["info"]!.AsObject().ContainsKey("last_active"));
    }
}
