using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Accounts;

public sealed class AccountTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SignedInVisitor_SeesUserTeamAndKeysWithoutSecrets(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        using var visitor = host.NewClient(cookies: true);
        var secret = await host.ClaimKeyAsync(visitor, "My key");

        using var response = await visitor.GetPathAsync("api/account");

        var text = await response.Content.ReadAsStringAsync();
        var account = await response.ReadJsonAsync();
        var key = Assert.Single(account.GetProperty("keys").EnumerateArray());
        Assert.Equal("permissionless", account.GetProperty("user").GetProperty("tier").GetString());
        Assert.Equal("chatapi-pless", account.GetProperty("user").GetProperty("team").GetString());
        Assert.Equal(("My key", "active"), (key.GetProperty("name").GetString(), key.GetProperty("state").GetString()));
        Assert.Equal(host.Clock.GetUtcNow().AddDays(5), key.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, key.GetProperty("lastUsedAt").ValueKind);
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyPastItsEnd_IsShownAsExpired()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor);
        host.Clock.Advance(TimeSpan.FromDays(5));

        using var response = await visitor.GetPathAsync("api/account");

        var key = Assert.Single((await response.ReadJsonAsync()).GetProperty("keys").EnumerateArray());
        Assert.Equal("expired", key.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("akash-session=nonsense")]
    [InlineData("akash-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task NobodySignedIn_IsUnauthenticated(string? cookie)
    {
        await using var host = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/account");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var response = await host.Client.SendAsync(request);

        await response.MustBeProblemAsync(401, "accounts.not_signed_in");
    }

    [Fact]
    public async Task TwoVisitors_SeeOnlyTheirOwnKeys()
    {
        await using var host = await TestHost.StartAsync();
        using var first = host.NewClient(cookies: true);
        using var second = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(first, "First");
        await host.ClaimKeyAsync(second, "Second");

        using var response = await second.GetPathAsync("api/account");

        var key = Assert.Single((await response.ReadJsonAsync()).GetProperty("keys").EnumerateArray());
        Assert.Equal("Second", key.GetProperty("name").GetString());
    }

    [Fact]
    public async Task SignOut_EndsTheSessionOnTheServer()
    {
        await using var host = await TestHost.StartAsync();
        var solved = await host.SolveChallengeAsync();
        using var claimed = await Keys.ClaimApiKeyTests.ClaimAsync(host, solved);
        var cookie = claimed.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        using var signOut = await SendAsync(host, HttpMethod.Delete, "api/session", cookie);
        using var after = await SendAsync(host, HttpMethod.Get, "api/account", cookie);

        Assert.Equal(HttpStatusCode.NoContent, signOut.StatusCode);
        await after.MustBeProblemAsync(401, "accounts.not_signed_in");
        Assert.Equal(0, await host.QueryAsync(db => db.Set<Session>().CountAsync()));
    }

    [Fact]
    public async Task SignOutFromAPageOfAnotherSite_IsForbiddenAndTheSessionLives()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor);
        using var forged = new HttpRequestMessage(HttpMethod.Delete, "api/session");
        forged.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var refused = await visitor.SendAsync(forged);
        using var account = await visitor.GetPathAsync("api/account");

        await refused.MustBeProblemAsync(403, "request.cross_site");
        Assert.Equal(HttpStatusCode.OK, account.StatusCode);
    }

    [Fact]
    public async Task BehindAProxyThatSpeaksTls_TheSecureCookieSignsIn()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_TRUSTED_PROXIES"] = "127.0.0.1");
        using var proxied = host.NewClient();
        proxied.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        proxied.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        using var claimed = await Keys.ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync(proxied), client: proxied);
        var cookie = claimed.Headers.GetValues("Set-Cookie").Single();
        proxied.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);

        using var account = await proxied.GetPathAsync("api/account");
        using var page = await proxied.GetPathAsync("account");

        Assert.StartsWith("__Host-akash-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (account.StatusCode, page.StatusCode));
        Assert.True(account.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task StoreOfSessionsAway_IsAnOutageOnlyWhereASignInIsNeeded()
    {
        await using var host = await TestHost.StartAsync();
        var key = await host.ClaimKeyAsync();
        using var claimed = await Keys.ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync());
        using var visitor = host.ClientWithKey(key);
        visitor.DefaultRequestHeaders.Add("Cookie", claimed.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE sessions RENAME TO sessions_away"));

        foreach (var (path, status) in new[]
        {
            ("", 200), ("terms", 200), ("health/live", 200), ("css/base.css", 200), ("v1/models", 200), ("account", 503), ("api/account", 503),
        })
        {
            using var response = await visitor.GetPathAsync(path);
            Assert.True((int)response.StatusCode == status, $"/{path}: {(int)response.StatusCode} instead of {status}");
            Assert.True(response.Headers.Contains("x-request-id"), path);
        }
    }

    [Fact]
    public async Task SessionInUse_SlidesButEndsAfterNinetyDays()
    {
        await using var host = await TestHost.StartAsync();
        using var claimed = await Keys.ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync());
        var cookie = claimed.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        var statuses = new List<HttpStatusCode>();
        for (var day = 13; day <= 91; day += 13)
        {
            host.Clock.Advance(TimeSpan.FromDays(13));
            using var response = await SendAsync(host, HttpMethod.Get, "api/account", cookie);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 6), HttpStatusCode.Unauthorized], statuses);
    }

    private static Task<HttpResponseMessage> SendAsync(TestHost host, HttpMethod method, string path, string cookie)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        return host.Client.SendAsync(request);
    }
}
