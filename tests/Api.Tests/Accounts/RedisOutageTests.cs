using System.Diagnostics;
using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Accounts;

/// <summary>Redis is away, or takes connections and answers nothing: an outage of what needs a session, and of nothing else.</summary>
public sealed class RedisOutageTests
{
    private const int Tries = 3;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hole13_RedisAway_Is503AndNobodyIsSignedOut(bool hangs)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var host = await TestHost.StartAsync(options => options.WithRedis(redis));
        var claimed = await host.OpenAccountAsync();
        using var visitor = host.ClientWithKey(claimed.ApiKey);
        visitor.DefaultRequestHeaders.Add("Cookie", claimed.Cookie);
        await (hangs ? redis.PauseAsync() : redis.StopAsync());

        foreach (var (path, status) in new[]
        {
            ("", 200), ("terms", 200), ("models", 200), ("keys/new", 200), ("recover", 200), ("health/live", 200), ("css/base.css", 200),
            ("v1/models", 200), ("account", 503), ("account/security", 503), ("api/account", 503), ("api/sessions", 503),
        })
        {
            // A machine that stalls makes one answer late; a service that waits makes all of them.
            var quickest = TimeSpan.MaxValue;
            for (var number = 0; number < Tries && quickest >= Soon; number++)
            {
                var asked = Stopwatch.StartNew();
                using var response = await visitor.GetPathAsync(path);
                Assert.True((int)response.StatusCode == status, $"/{path}: {(int)response.StatusCode} instead of {status}");
                Assert.Null(response.SessionCookie());
                quickest = asked.Elapsed < quickest ? asked.Elapsed : quickest;
            }

            Assert.True(quickest < Soon, $"/{path} took {quickest}");
        }

        using var account = await visitor.GetPathAsync("api/account");
        using var signOut = await visitor.DeleteAsync(new Uri("api/session", UriKind.Relative));
        using var everywhere = await visitor.DeleteAsync(new Uri("api/sessions", UriKind.Relative));

        await account.MustBeProblemAsync(503, "service.store_unavailable");
        await signOut.MustBeProblemAsync(503, "service.store_unavailable");
        await everywhere.MustBeProblemAsync(503, "service.store_unavailable");
        Assert.NotNull(account.Headers.RetryAfter);
        Assert.All([account, signOut, everywhere], response => Assert.Null(response.SessionCookie()));
        await redis.ResumeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SignInDuringAnOutage_IsOneAndLeavesNothingHalfMade(bool hangs)
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var host = await TestHost.StartAsync(options => options.WithRedis(redis));
        var before = await host.OpenAccountAsync();
        var solved = await host.SolveChallengeAsync();
        await (hangs ? redis.PauseAsync() : redis.StopAsync());

        using var claim = await Keys.ClaimApiKeyTests.ClaimAsync(host, solved);
        using var recovery = await host.Client.RecoverAsync(before.RecoveryCode);

        await claim.MustBeProblemAsync(503, "service.store_unavailable");
        await recovery.MustBeProblemAsync(503, "service.store_unavailable");
        Assert.All([claim, recovery], response => Assert.Null(response.SessionCookie()));
        Assert.Equal(1, await host.QueryAsync(db => db.Set<User>().CountAsync()));
        Assert.Equal(1, await host.QueryAsync(db => db.Set<ApiKey>().CountAsync()));
        Assert.Equal(0, await host.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "user.recovered")));
        await redis.ResumeAsync();
        await redis.StartAsync();

        // The challenge was not used up: the same answer opens the account once Redis is back.
        using var again = await UntilServedAsync(() => Keys.ClaimApiKeyTests.ClaimAsync(host, solved));
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    [Fact]
    public async Task RedisThatHung_KnowsItsSessionsWhenItGoesOn()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var host = await TestHost.StartAsync(options => options.WithRedis(redis));
        var claimed = await host.OpenAccountAsync();
        await redis.PauseAsync();
        using var during = await host.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "api/account");

        await redis.ResumeAsync();

        using var after = await UntilServedAsync(() => host.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "api/account"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (during.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task RedisThatComesBackEmpty_HasEndedTheSessionsButNotTheAccounts()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var host = await TestHost.StartAsync(options => options.WithRedis(redis));
        var claimed = await host.OpenAccountAsync();
        await redis.StopAsync();
        using var during = await host.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "api/account");

        await redis.StartAsync();

        using var after = await UntilServedAsync(() => host.Client.SendWithAsync(claimed.Cookie, HttpMethod.Get, "api/account"));
        using var recovered = await UntilServedAsync(() => host.Client.RecoverAsync(claimed.RecoveryCode));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, during.StatusCode);
        await after.MustBeProblemAsync(401, "accounts.not_signed_in");
        Assert.Equal(HttpStatusCode.NoContent, recovered.StatusCode);
    }

    [Fact]
    public async Task RedisAwayAtTheStart_IsWaitedForByWhatNeedsIt()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await redis.StopAsync();
        await using var host = await TestHost.StartAsync(options => options.WithRedis(redis));
        using var terms = await host.Client.GetPathAsync("terms");
        using var account = await host.Client.SendWithAsync(
            $"akash-session={SessionToken.Generate().Reveal()}", HttpMethod.Get, "api/account");

        await redis.StartAsync();

        Assert.Equal(HttpStatusCode.OK, terms.StatusCode);
        await account.MustBeProblemAsync(503, "service.store_unavailable");
        using var challenge = await UntilServedAsync(() => host.Client.PostAsync(new Uri("api/challenges/proof-of-work", UriKind.Relative), null));
        Assert.Equal(HttpStatusCode.OK, challenge.StatusCode);
        await host.OpenAccountAsync();
    }

    /// <summary>Asks until the answer is no outage; while Redis is away each answer takes about a second by itself.</summary>
    private static async Task<HttpResponseMessage> UntilServedAsync(Func<Task<HttpResponseMessage>> ask)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var response = await ask();
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || waited.Elapsed > Patience)
            {
                return response;
            }

            response.Dispose();
        }
    }
}
