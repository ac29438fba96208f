using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Gateway;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Accounts;
using AkashChat.Application.Usage.ListRefusals;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using AkashChat.TestKit.Upstream;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Usage;

/// <summary>What was refused, from the call to whoever may read of it.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite, false)]
    [InlineData(TestDatabase.Postgres, true)]
    public async Task RefusedCalls_AreToldToTheirOwnerAndTheOperatorAlone(TestDatabase database, bool redis)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var admins = new HashSet<UserId>();
        var server = redis ? await RedisServer.SharedAsync() : null;
        await using var host = await StartAsync(upstream, admins, database, server);
        using var owner = host.NewClient(cookies: true);
        using var stranger = host.NewClient(cookies: true);
        var key = await host.ClaimKeyAsync(owner);
        await host.ClaimKeyAsync(stranger);
        var operators = await host.AddExtendedUserAsync();
        admins.Add(operators.UserId);
        using var admin = await host.SignInAsync(operators.UserId);
        using var caller = host.ClientWithKey(key);

        for (var call = 0; call < 5; call++)
        {
            using var answer = await caller.ChatAsync();
            Assert.Equal(call < 2 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, answer.StatusCode);
        }

        var told = Assert.Single((await ReadAsync(owner, "api/refusals")).EnumerateArray());
        var limit = told.GetProperty("limit");
        var ofAll = (await ReadAsync(admin, "api/admin/refusals")).EnumerateArray().Single(one => one.GetProperty("keyId").GetString() == LimitCalls.IdOf(key));
        using var refused = await owner.GetPathAsync("api/admin/refusals");
        using var nobody = await host.Client.GetPathAsync("api/refusals");
        Assert.Equal(
            ("gateway.request_limit", 3, LimitCalls.IdOf(key), "chat/completions", "scripted"),
            (told.GetProperty("code").GetString(), told.GetProperty("count").GetInt32(), told.GetProperty("keyId").GetString(), told.GetProperty("route").GetString(), told.GetProperty("model").GetString()));
        Assert.Equal(
            ("key", "requests", "1m", 2, 2, 1),
            (limit.GetProperty("level").GetString(), limit.GetProperty("measure").GetString(), limit.GetProperty("window").GetString(),
                limit.GetProperty("limit").GetInt32(), limit.GetProperty("used").GetInt32(), limit.GetProperty("asked").GetInt32()));
        Assert.Equal(host.Clock.GetUtcNow().AddMinutes(1), limit.GetProperty("resetsAt").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("userId").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, ofAll.GetProperty("userId").ValueKind);
        Assert.Empty((await ReadAsync(stranger, "api/refusals")).EnumerateArray());
        await refused.MustBeProblemAsync(403, "accounts.not_admin");
        await nobody.MustBeProblemAsync(401, "accounts.not_signed_in");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusals_AreBoundedAndEndWithTheAccountOrAfterAWeek(bool redis)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var server = redis ? await RedisServer.SharedAsync() : null;
        await using var host = await StartAsync(upstream, [], TestDatabase.Sqlite, server);
        using var owner = host.NewClient(cookies: true);
        var key = await host.ClaimKeyAsync(owner);
        using var caller = host.ClientWithKey(key);
        for (var minute = 0; minute < 25; minute++)
        {
            for (var call = 0; call < 3; call++)
            {
                using var answer = await caller.ChatAsync();
            }

            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var user = await host.QueryAsync(db => db.Set<User>().Select(candidate => candidate.Id).SingleAsync());
        var visitor = new Visitor(user, TestPeople.Loopback);
        var before = (await host.SendAsync(new ListRefusalsQuery(visitor))).Value;
        using var erased = await owner.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "api/account") { Content = Json.Body("""{"confirm":"delete my account"}""") });
        var after = (await host.SendAsync(new ListRefusalsQuery(visitor))).Value;

        Assert.Equal(20, before.Count);
        Assert.Equal(before.OrderByDescending(refusal => refusal.At), before);
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.Empty(after);
    }

    [Fact]
    public async Task UsageAndLimitsOfAKey_AreToldToItsOwner()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream, [], TestDatabase.Sqlite, null);
        using var owner = host.NewClient(cookies: true);
        var key = await host.ClaimKeyAsync(owner);
        using var caller = host.ClientWithKey(key);
        using var answer = await caller.ChatAsync();

        var limits = await ReadAsync(owner, $"api/keys/{LimitCalls.IdOf(key)}/limits");
        var usage = await ReadAsync(owner, "api/usage?days=7");
        using var wrong = await owner.GetPathAsync("api/usage?days=0");

        var requests = limits.GetProperty("limits").EnumerateArray().Single(one => one.GetProperty("measure").GetString() == "requests");
        Assert.Equal((2, 1, 1), (requests.GetProperty("limit").GetInt32(), requests.GetProperty("used").GetInt32(), requests.GetProperty("left").GetInt32()));
        Assert.True(usage.GetProperty("known").GetBoolean());
        Assert.Equal(JsonValueKind.Null, usage.GetProperty("users").ValueKind);
        await wrong.MustBeProblemAsync(400, "request.invalid");
    }

    private static async Task<JsonElement> ReadAsync(HttpClient client, string path)
    {
        using var response = await client.GetPathAsync(path);
        Assert.Equal((path, HttpStatusCode.OK), (path, response.StatusCode));
        return await response.ReadJsonAsync();
    }

    private static Task<TestHost> StartAsync(ScriptedUpstream upstream, HashSet<UserId> admins, TestDatabase database, RedisServer? redis) =>
        TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.WithModel("scripted", upstream);
            options.Settings["AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE"] = "2";
            options.Configure = builder => builder.Services.AddSingleton(new AdminOptions(admins));
            if (redis is not null)
            {
                options.WithRedis(redis);
            }
        });
}
