using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

public sealed class KeyInHandTests
{
    [Theory]
    [InlineData("v1/key")]
    [InlineData("api/v1/key")]
    public async Task Holder_LearnsAllAboutTheKey(string path)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.WithModel("scripted", upstream, price: "1e-3");
            options.Settings[SettingNames.MaxParallelRequests] = "4";
            options.Settings[SettingNames.PermissionlessRequestsPerMinute] = "60";
            options.Settings[SettingNames.PermissionlessTokensPerMinute] = "1000";
            options.Settings[SettingNames.PermissionlessBudgetUsd] = "5";
            options.Settings[SettingNames.PermissionlessModels] = "scripted";
        });
        var secret = await host.ClaimKeyAsync(name: "My laptop");
        using var client = host.ClientWithKey(secret);
        using var call = await client.ChatAsync();

        using var response = await client.GetPathAsync(path);

        var key = await response.ReadJsonAsync();
        var now = host.Clock.GetUtcNow();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.DoesNotContain(secret, key.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((LimitCalls.IdOf(secret), "My laptop", "active"), (Text(key, "id"), Text(key, "name"), Text(key, "state")));
        Assert.Equal(("chatapi-pless", "permissionless", null), (Text(key, "team"), Text(key, "tier"), Text(key, "fault")));
        Assert.StartsWith(secret[..16], Text(key, "preview"), StringComparison.Ordinal);
        Assert.True(key.GetProperty("works").GetBoolean());
        Assert.Equal((now, now.AddDays(5)), (key.GetProperty("created_at").GetDateTimeOffset(), key.GetProperty("expires_at").GetDateTimeOffset()));
        Assert.False(key.GetProperty("ends_soon").GetBoolean());
        Assert.Equal(JsonValueKind.Null, key.GetProperty("secret_ends_at").ValueKind);
        var limits = key.GetProperty("limits");
        Assert.Equal((4, 0, 4, null), Standing(limits, "parallel_requests"));
        Assert.Equal((60, 1, 59, now.AddMinutes(1)), Standing(limits, "requests_per_minute"));
        Assert.Equal((1000, 18, 982, now.AddMinutes(1)), Standing(limits, "tokens_per_minute"));
        Assert.Equal(
            (5_000_000, 18_000, 4_982_000, new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1)), Standing(limits, "budget_micro_usd"));
        Assert.Equal(
            ["key parallel", "key requests 1m", "key tokens 1m", "key money 1mo"],
            limits.GetProperty("all").EnumerateArray().Select(limit => $"{Text(limit, "level")} {Text(limit, "measure")} {Text(limit, "window")}".TrimEnd()));
        Assert.Equal(["scripted"], limits.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
    }

    [Fact]
    public async Task KeyWithoutLimits_HasNone()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.GetPathAsync("v1/key");

        Assert.All(
            (await response.ReadJsonAsync()).GetProperty("limits").EnumerateObject(),
            limit => Assert.Equal(limit.Name == "all" ? "[]" : "null", limit.Value.GetRawText()));
    }

    [Theory]
    [InlineData("expire", "expired", "keys.expired")]
    [InlineData("disable", "disabled", "keys.not_active")]
    [InlineData("revoke", "revoked", "keys.revoked")]
    public async Task KeyThatDoesNotWork_SaysWhy(string act, string state, string fault)
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        var secret = await host.ClaimKeyAsync(visitor);
        using var client = host.ClientWithKey(secret);
        var path = $"api/keys/{LimitCalls.IdOf(secret)}";
        using var acted = act switch
        {
            "expire" => Advance(host, TimeSpan.FromDays(5)),
            "revoke" => await visitor.DeleteAsync(new Uri(path, UriKind.Relative)),
            _ => await visitor.PostAsync(new Uri($"{path}/{act}", UriKind.Relative), null),
        };
        Assert.Equal(HttpStatusCode.OK, acted.StatusCode);

        using var response = await client.GetPathAsync("v1/key");
        using var call = await client.GetPathAsync("v1/models");

        var key = await response.ReadJsonAsync();
        Assert.Equal((state, fault), (Text(key, "state"), Text(key, "fault")));
        Assert.False(key.GetProperty("works").GetBoolean());
        Assert.Equal(JsonValueKind.Null, key.GetProperty("secret_ends_at").ValueKind);
        await call.MustBeOpenAiErrorAsync(401, fault);
    }

    [Fact]
    public async Task SecretThatWasRotatedAway_LearnsNothingOnceItsOverlapIsOver()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        var secret = await host.ClaimKeyAsync(visitor);
        var path = $"api/keys/{LimitCalls.IdOf(secret)}";
        using var rotated = await visitor.PostJsonAsync($"{path}/rotate", """{"overlapSeconds":3600,"acceptsTerms":true}""");
        using var old = host.ClientWithKey(secret);
        using var fresh = host.ClientWithKey((await rotated.ReadJsonAsync()).GetProperty("apiKey").GetString()!);
        var end = host.Clock.GetUtcNow().AddHours(1);

        using var within = await old.GetPathAsync("v1/key");
        host.Clock.Advance(TimeSpan.FromHours(1));
        using var after = await old.GetPathAsync("v1/key");
        using var ofFresh = await fresh.GetPathAsync("v1/key");
        using var revoked = await visitor.DeleteAsync(new Uri(path, UriKind.Relative));
        using var afterRevocation = await old.GetPathAsync("v1/key");

        var key = await within.ReadJsonAsync();
        Assert.True(key.GetProperty("works").GetBoolean());
        Assert.Equal(end, key.GetProperty("secret_ends_at").GetDateTimeOffset());
        await after.MustBeOpenAiErrorAsync(401, "keys.rotated");
        Assert.Equal("active", Text(await ofFresh.ReadJsonAsync(), "state"));
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        await afterRevocation.MustBeOpenAiErrorAsync(401, "keys.rotated");
    }

    [Fact]
    public async Task WhoeverHasNoKey_LearnsNothing()
    {
        await using var host = await TestHost.StartAsync();
        using var unknown = host.ClientWithKey(AKey.UnknownText());
        using var malformed = host.ClientWithKey("nonsense");

        using var none = await host.Client.GetPathAsync("v1/key");
        using var ofMalformed = await malformed.GetPathAsync("v1/key");
        using var ofUnknown = await unknown.GetPathAsync("v1/key");

        await none.MustBeOpenAiErrorAsync(401, "keys.missing");
        await ofMalformed.MustBeOpenAiErrorAsync(401, "keys.malformed");
        await ofUnknown.MustBeOpenAiErrorAsync(401, "keys.unknown");
    }

    [Fact]
    public async Task Description_HasAnExampleWithEveryFieldOfTheAnswer()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var described = await client.GetPathAsync("swagger/v1/swagger.json");
        using var answered = await client.GetPathAsync("v1/key");

        var example = (await described.ReadJsonAsync()).GetProperty("paths").GetProperty("/v1/key").GetProperty("get").GetProperty("responses")
            .GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("example");

        var answer = await answered.ReadJsonAsync();
        Assert.Equal(Names(answer), Names(example));
        Assert.Equal(Names(answer.GetProperty("limits")), Names(example.GetProperty("limits")));
    }

    private static HttpResponseMessage Advance(TestHost host, TimeSpan time)
    {
        host.Clock.Advance(time);
        return new HttpResponseMessage(HttpStatusCode.OK);
    }

    private static List<string> Names(JsonElement json) => [.. json.EnumerateObject().Select(member => member.Name)];

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static (long Limit, long Used, long Left, DateTimeOffset? ResetsAt) Standing(JsonElement limits, string name)
    {
        var limit = limits.GetProperty(name);
        var resetsAt = limit.GetProperty("resets_at");
        return (
            limit.GetProperty("limit").GetInt64(),
            limit.GetProperty("used").GetInt64(),
            limit.GetProperty("left").GetInt64(),
            resetsAt.ValueKind == JsonValueKind.Null ? null : resetsAt.GetDateTimeOffset());
    }
}
