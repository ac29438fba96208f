using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Accounts;

/// <summary>Where an account is signed in, with sessions in the database and in Redis.</summary>
public sealed class SessionsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_TellsEachBrowserAndMarksTheOneThatAsks(bool redis)
    {
        await using var host = await StartAsync(redis);
        var first = await host.OpenAccountAsync();
        var start = host.Clock.GetUtcNow();
        host.Clock.Advance(TimeSpan.FromDays(1));
        using var recovered = await host.Client.RecoverAsync(first.RecoveryCode);

        using var response = await host.Client.SendWithAsync(recovered.SessionCookie()!, HttpMethod.Get, "api/sessions");

        var text = await response.Content.ReadAsStringAsync();
        var sessions = (await response.ReadJsonAsync()).EnumerateArray().ToArray();
        Assert.Equal([start.AddDays(1), start], sessions.Select(session => session.GetProperty("createdAt").GetDateTimeOffset()));
        Assert.Equal([start.AddDays(15), start.AddDays(14)], sessions.Select(session => session.GetProperty("expiresAt").GetDateTimeOffset()));
        Assert.Equal([true, false], sessions.Select(session => session.GetProperty("current").GetBoolean()));
        Assert.DoesNotContain(SessionToken.Parse(first.Cookie.Split('=')[1])!.Hash, text, StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SignOutEverywhere_EndsEveryBrowsersSessionAndLeavesOthersAndTheKeysAlone(bool redis)
    {
        await using var host = await StartAsync(redis);
        var first = await host.OpenAccountAsync();
        using var recovered = await host.Client.RecoverAsync(first.RecoveryCode);
        var second = recovered.SessionCookie()!;
        var stranger = await host.OpenAccountAsync();

        using var response = await host.Client.SendWithAsync(second, HttpMethod.Delete, "api/sessions");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.True(response.DeletesTheCookie());
        foreach (var (cookie, status) in new[] { (first.Cookie, 401), (second, 401), (stranger.Cookie, 200) })
        {
            using var account = await host.Client.SendWithAsync(cookie, HttpMethod.Get, "api/account");
            Assert.Equal(status, (int)account.StatusCode);
        }

        using var holder = host.ClientWithKey(first.ApiKey);
        using var models = await holder.GetPathAsync("v1/models");
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
        var entry = await host.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "user.sessions_ended"));
        Assert.Equal((new UserId(first.UserId), "127.0.0.0/24"), (entry.UserId!.Value, entry.Network.Prefix));
    }

    [Fact]
    public async Task NobodySignedIn_IsUnauthenticated()
    {
        await using var host = await TestHost.StartAsync();

        using var list = await host.Client.GetPathAsync("api/sessions");
        using var end = await host.Client.DeleteAsync(new Uri("api/sessions", UriKind.Relative));

        await list.MustBeProblemAsync(401, "accounts.not_signed_in");
        await end.MustBeProblemAsync(401, "accounts.not_signed_in");
    }

    [Fact]
    public async Task SignOutEverywhereFromAPageOfAnotherSite_IsForbiddenAndTheSessionLives()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor);
        using var forged = new HttpRequestMessage(HttpMethod.Delete, "api/sessions");
        forged.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var refused = await visitor.SendAsync(forged);
        using var account = await visitor.GetPathAsync("api/account");

        await refused.MustBeProblemAsync(403, "request.cross_site");
        Assert.Equal(HttpStatusCode.OK, account.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachSignIn_HasAnIdOfItsOwnAndEndsTheBrowsersOldSession(bool redis)
    {
        await using var host = await StartAsync(redis);
        using var browser = host.NewClient(cookies: true);
        var first = await host.OpenAccountAsync(browser);
        var second = await host.OpenAccountAsync(browser);
        using var recovered = await browser.RecoverAsync(first.RecoveryCode);
        var third = recovered.SessionCookie()!;

        Assert.Equal(3, new[] { first.Cookie, second.Cookie, third }.Distinct(StringComparer.Ordinal).Count());
        foreach (var (cookie, status) in new[] { (first.Cookie, 401), (second.Cookie, 401), (third, 200) })
        {
            using var account = await host.Client.SendWithAsync(cookie, HttpMethod.Get, "api/account");
            Assert.Equal(status, (int)account.StatusCode);
        }
    }

    private static async Task<TestHost> StartAsync(bool redis)
    {
        var server = redis ? await RedisServer.SharedAsync() : null;
        return await TestHost.StartAsync(options => _ = server is null ? options : options.WithRedis(server));
    }
}
