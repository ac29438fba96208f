using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Security;

/// <summary>The holes of the service we replace, by the numbers of docs/security.md: about abuse and lost accounts.</summary>
public sealed class AbuseHoleTests
{
    [Theory]
    [InlineData(null, new[] { "198.51.100.1", "203.0.113.7", "2001:db8::1" })]
    [InlineData("127.0.0.1", new[] { "198.51.100.1, 203.0.113.7", "10.1.2.3, 203.0.113.8", "2001:db8::1, 203.0.113.9" })]
    public async Task Hole16_ForgedForwardingHeader_OpensNoNewBucket(string? trustedProxy, string[] forged)
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Settings["AKASHCHAT_LIMIT_ISSUING"] = "100/2/100";
            if (trustedProxy is not null)
            {
                options.Settings["AKASHCHAT_TRUSTED_PROXIES"] = trustedProxy;
            }
        });

        var statuses = new List<int>();
        foreach (var header in forged)
        {
            using var client = host.NewClient();
            client.DefaultRequestHeaders.Add("X-Forwarded-For", header);
            using var claimed = await Keys.ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync(client), client: client);
            statuses.Add((int)claimed.StatusCode);
        }

        // All three come from one network: the connection's own, or the entry that the trusted proxy wrote.
        Assert.Equal([201, 201, 429], statuses);
    }

    [Fact]
    public async Task Hole17_ReadsAreFree_IssuingIsCountedForAllInstances()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        void Choose(TestHostOptions options)
        {
            options.Settings["DATABASE_URL"] = database;
            options.Settings["AKASHCHAT_LIMIT_ISSUING"] = "100/3/100";
        }

        await using var first = await TestHost.StartAsync(Choose);
        await using var second = await TestHost.StartAsync(Choose);
        using var visitor = first.NewClient(cookies: true);
        await first.ClaimKeyAsync(visitor);
        await second.ClaimKeyAsync();
        await first.ClaimKeyAsync();

        using var refused = await Keys.ClaimApiKeyTests.ClaimAsync(second, await second.SolveChallengeAsync());
        var reads = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => visitor.GetPathAsync("api/account")));

        var problem = await refused.MustBeProblemAsync(429, "accounts.act_limit");
        Assert.Contains("3 a day for your network (127.0.0.0/24)", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Assert.All(reads, read => Assert.Equal(HttpStatusCode.OK, read.StatusCode));
    }

    [Fact]
    public async Task Hole18_NoAddressIsAskedFor_AndDemandRaisesThePrice()
    {
        await using var host = await TestHost.StartAsync();
        var before = await DifficultyAsync(host);

        using var withAddress = await host.Client.PostJsonAsync("api/keys/claim", """{"keyName":"k","email":"victim@example.org"}""");
        for (var number = 0; number < 8; number++)
        {
            await host.ClaimKeyAsync();
        }

        await withAddress.MustBeProblemAsync(400, "request.malformed_json");
        Assert.True(await DifficultyAsync(host) > before);
    }

    [Fact]
    public async Task Hole19_Challenge_IsBoundAndWorksOnce()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_TRUSTED_PROXIES"] = "127.0.0.1");
        using var elsewhere = host.NewClient();
        elsewhere.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        var (mine, late) = (await host.SolveChallengeAsync(), await host.SolveChallengeAsync());

        using var carried = await Keys.ClaimApiKeyTests.ClaimAsync(host, mine, client: elsewhere);
        using var used = await Keys.ClaimApiKeyTests.ClaimAsync(host, mine);
        using var again = await Keys.ClaimApiKeyTests.ClaimAsync(host, mine);
        host.Clock.Advance(TimeSpan.FromMinutes(11));
        using var expired = await Keys.ClaimApiKeyTests.ClaimAsync(host, late);

        await carried.MustBeProblemAsync(403, "keys.challenge_invalid");
        Assert.Equal(HttpStatusCode.Created, used.StatusCode);
        await again.MustBeProblemAsync(409, "keys.challenge_replayed");
        await expired.MustBeProblemAsync(403, "keys.challenge_expired");
    }

    [Fact]
    public async Task Hole20_LostCookie_IsHealedByTheRecoveryCode()
    {
        await using var host = await TestHost.StartAsync();
        using var claimed = await Keys.ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync());
        var claim = await claimed.ReadJsonAsync();
        using var otherDevice = host.NewClient(cookies: true);

        using var recovered = await otherDevice.PostJsonAsync("api/recovery", $$"""{"code":"{{claim.GetProperty("recoveryCode").GetString()}}"}""");
        using var account = await otherDevice.GetPathAsync("api/account");

        Assert.True(recovered.IsSuccessStatusCode);
        var key = Assert.Single((await account.ReadJsonAsync()).GetProperty("keys").EnumerateArray());
        Assert.Equal(claim.GetProperty("key").GetProperty("id").GetString(), key.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Hole23_Messages_AreVoluntary()
    {
        await using var host = await TestHost.StartAsync();

        using var claimed = await Keys.ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync());

        Assert.Equal(HttpStatusCode.Created, claimed.StatusCode);
        Assert.DoesNotContain(await host.QueryAsync(db => db.Set<Consent>().ToListAsync()), consent => consent.Kind == ConsentKind.Messages);
    }

    [Fact]
    public async Task Hole24_Consent_NamesVersionTimeAndText()
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Settings["AKASHCHAT_TERMS_VERSION"] = "2027-01-01";
            options.Settings["AKASHCHAT_TERMS_URL"] = "https://operator.example/terms";
        });

        await host.ClaimKeyAsync();

        var consent = Assert.Single(await host.QueryAsync(db => db.Set<Consent>().ToListAsync()));
        Assert.Equal(
            ("2027-01-01", "https://operator.example/terms", host.Clock.GetUtcNow()), (consent.Version, consent.TextReference, consent.At));
    }

    [Fact]
    public async Task Hole25_ExportAndErasure_AreOnesOwn()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor, "planted-name");

        using var export = await visitor.GetPathAsync("api/account/export");
        using var request = new HttpRequestMessage(HttpMethod.Delete, "api/account") { Content = Json.Body("""{"confirm":"delete my account"}""") };
        using var erased = await visitor.SendAsync(request);
        using var after = await visitor.GetPathAsync("api/account");

        Assert.Contains("planted-name", await export.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(erased.IsSuccessStatusCode);
        await after.MustBeProblemAsync(401, "accounts.not_signed_in");
        Assert.Equal(0, await host.QueryAsync(db => db.Set<User>().CountAsync()) + await host.QueryAsync(db => db.Set<ApiKey>().CountAsync()));
    }

    private static async Task<int> DifficultyAsync(TestHost host)
    {
        using var issued = await host.Client.PostAsync(new Uri("api/challenges/proof-of-work", UriKind.Relative), null);
        return (await issued.ReadJsonAsync()).GetProperty("difficulty").GetInt32();
    }
}
