using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Accounts;

/// <summary>What a session is over HTTP where Redis keeps it.</summary>
public sealed class RedisSessionTests
{
    [Fact]
    public async Task TwoInstances_ShareSessionsAndTheirEnds()
    {
        var redis = await RedisServer.SharedAsync();
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        var claimed = await one.OpenAccountAsync();

        using var elsewhere = await other.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "api/account");
        using var recovered = await other.Client.RecoverAsync(claimed.RecoveryCode);
        using var back = await one.Client.SendWithAsync(recovered.SessionCookie()!, HttpMethod.Get, "api/sessions");
        using var everywhere = await other.Client.SendWithAsync(claimed.Cookie, HttpMethod.Delete, "api/sessions");
        using var first = await one.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "api/account");
        using var second = await one.Client.SendWithAsync(recovered.SessionCookie()!, HttpMethod.Get, "api/account");

        Assert.Equal(claimed.UserId, (await elsewhere.ReadJsonAsync()).GetProperty("user").GetProperty("id").GetGuid());
        Assert.Equal(2, (await back.ReadJsonAsync()).GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, everywhere.StatusCode);
        await first.MustBeProblemAsync(401, "accounts.not_signed_in");
        await second.MustBeProblemAsync(401, "accounts.not_signed_in");

        Task<TestHost> StartAsync() => TestHost.StartAsync(options => options.WithRedis(redis).Settings["DATABASE_URL"] = database);
    }

    [Fact]
    public async Task SessionInUse_SlidesButEndsAfterNinetyDays()
    {
        await using var host = await StartAsync();
        var claimed = await host.OpenAccountAsync();

        var statuses = new List<HttpStatusCode>();
        for (var day = 13; day <= 91; day += 13)
        {
            host.Clock.Advance(TimeSpan.FromDays(13));
            using var response = await host.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "api/account");
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 6), HttpStatusCode.Unauthorized], statuses);
    }

    [Fact]
    public async Task UnusedSession_EndsAfterFourteenDaysThoughRedisStillHasIt()
    {
        await using var host = await StartAsync();
        var claimed = await host.OpenAccountAsync();
        host.Clock.Advance(Session.SlidingLifetime);

        using var response = await host.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "api/account");

        await response.MustBeProblemAsync(401, "accounts.not_signed_in");
        Assert.True(response.DeletesTheCookie());
    }

    [Fact]
    public async Task SessionOfAUserWhoIsGone_IsNobodysAndItsCookieDeleted()
    {
        await using var host = await StartAsync();
        var claimed = await host.OpenAccountAsync();
        await host.QueryAsync(db => db.Set<Domain.Keys.ApiKey>().ExecuteDeleteAsync());
        await host.QueryAsync(db => db.Set<User>().ExecuteDeleteAsync());

        using var home = await host.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "");
        using var page = await host.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "account");
        using var account = await host.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "api/account");
        using var sessions = await host.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "api/sessions");

        Assert.Equal((HttpStatusCode.OK, "/keys/new"), (home.StatusCode, page.Headers.Location?.OriginalString));
        await account.MustBeProblemAsync(401, "accounts.not_signed_in");
        await sessions.MustBeProblemAsync(401, "accounts.not_signed_in");
        Assert.All([home, page, account, sessions], response => Assert.True(response.DeletesTheCookie()));
    }

    private static async Task<TestHost> StartAsync()
    {
        var redis = await RedisServer.SharedAsync();
        return await TestHost.StartAsync(options => options.WithRedis(redis));
    }
}
