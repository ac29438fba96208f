using System.Net;
using System.Security.Cryptography;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Keys;

public sealed class ClaimApiKeyTests
{
    private const string Path = "api/keys/claim";

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SolvedChallenge_ReturnsTheKeyOnceAndStoresOnlyItsHash(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);

        using var response = await ClaimAsync(host, await host.SolveChallengeAsync(), purpose: "\"Trying things out\"");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var claimed = await response.ReadJsonAsync();
        var secret = claimed.GetProperty("apiKey").GetString()!;
        var stored = await host.QueryAsync(async db => await db.Set<ApiKey>().SingleAsync());
        var user = await host.QueryAsync(async db => await db.Set<User>().SingleAsync());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret))), stored.Hash);
        Assert.Equal(host.Clock.GetUtcNow().AddDays(5), stored.ExpiresAt);
        Assert.Equal("chatapi-pless", stored.TeamId);
        Assert.Equal((Tier.Permissionless, "Trying things out"), (user.Tier, user.Purpose));
        var consent = Assert.Single(await host.QueryAsync(async db => await db.Set<Consent>().ToListAsync()));
        Assert.Equal(
            (ConsentKind.Terms, true, Terms.CurrentVersion, "/terms", host.Clock.GetUtcNow()),
            (consent.Kind, consent.Given, consent.Version, consent.TextReference, consent.At));
        Assert.Equal(stored.Id.Value, claimed.GetProperty("key").GetProperty("id").GetString());
    }

    [Fact]
    public async Task SolvedChallenge_StartsASessionInTheCookieAlone()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await ClaimAsync(host, await host.SolveChallengeAsync());

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        var token = cookie.Split('=', 2)[1].Split(';')[0];
        Assert.StartsWith("akash-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(43, token.Length);
        Assert.DoesNotContain(token, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task OneSolutionClaimed200TimesAtOnce_GivesExactlyOneKey(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var solved = await host.SolveChallengeAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ClaimAsync(host, solved)));

        var statuses = responses.GroupBy(response => (int)response.StatusCode).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(new Dictionary<int, int> { [201] = 1, [409] = 199 }, statuses);
        Assert.Equal(1, await host.QueryAsync(db => db.Set<ApiKey>().CountAsync()));
        Assert.Equal(1, await host.QueryAsync(db => db.Set<User>().CountAsync()));
        Assert.Equal(1, await host.QueryAsync(db => db.Set<Session>().CountAsync()));
        await responses.First(response => response.StatusCode == HttpStatusCode.Conflict).MustBeProblemAsync(409, "keys.challenge_replayed");
    }

    [Fact]
    public async Task WrongSolution_IsForbiddenAndStoresNothing()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_CHALLENGE_DIFFICULTY"] = "20");
        using var issued = await host.Client.PostJsonAsync("api/challenges/proof-of-work", "");
        var challenge = (await issued.ReadJsonAsync()).GetProperty("challenge").GetString()!;

        foreach (var solution in new[] { "0.0.0.0.0.0.0.0", "", "1", "a.b.c.d.e.f.g.h", "-1.0.0.0.0.0.0.0", "0.0.0.0.0.0.0.0.0", "99999999999.0.0.0.0.0.0.0" })
        {
            using var response = await ClaimAsync(host, new TestHost.SolvedChallenge(challenge, solution));
            await response.MustBeProblemAsync(403, "keys.challenge_unsolved");
        }

        await MustHaveStoredNothingAsync(host);
    }

    [Fact]
    public async Task ExpiredChallenge_IsForbidden()
    {
        await using var host = await TestHost.StartAsync();
        var solved = await host.SolveChallengeAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(11));

        using var response = await ClaimAsync(host, solved);

        await response.MustBeProblemAsync(403, "keys.challenge_expired");
        await MustHaveStoredNothingAsync(host);
    }

    [Fact]
    public async Task TamperedOrForeignChallenge_IsForbidden()
    {
        await using var host = await TestHost.StartAsync();
        await using var other = await TestHost.StartAsync();
        var solved = await host.SolveChallengeAsync();
        var foreign = await other.SolveChallengeAsync();
        var middle = solved.Challenge.Length / 2;
        var tampered = solved.Challenge[..middle] + (solved.Challenge[middle] == 'A' ? 'B' : 'A') + solved.Challenge[(middle + 1)..];

        foreach (var challenge in new[] { foreign.Challenge, tampered, "nonsense", "%%%" })
        {
            using var response = await ClaimAsync(host, solved with { Challenge = challenge });
            await response.MustBeProblemAsync(403, "keys.challenge_invalid");
        }

        await MustHaveStoredNothingAsync(host);
    }

    [Fact]
    public async Task ChallengeOfAnotherNetwork_IsForbidden()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_TRUSTED_PROXIES"] = "127.0.0.1");
        using var here = host.NewClient();
        here.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        using var elsewhere = host.NewClient();
        elsewhere.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        var solved = await host.SolveChallengeAsync(here);

        using var refused = await ClaimAsync(host, solved, client: elsewhere);
        using var accepted = await ClaimAsync(host, solved, client: here);

        await refused.MustBeProblemAsync(403, "keys.challenge_invalid");
        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);
    }

    [Fact]
    public async Task ForwardingHeaderWithoutATrustedProxy_IsNotBelieved()
    {
        await using var host = await TestHost.StartAsync();
        using var pretender = host.NewClient();
        pretender.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        var solved = await host.SolveChallengeAsync(pretender);

        using var response = await ClaimAsync(host, solved);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"keyName":"","acceptsTerms":true,"challenge":"x"}""", "keyName")]
    [InlineData("""{"acceptsTerms":true,"challenge":"x"}""", "keyName")]
    [InlineData("""{"keyName":"a\u0000b","acceptsTerms":true,"challenge":"x"}""", "keyName")]
    [InlineData("""{"keyName":"k","acceptsTerms":false,"challenge":"x"}""", "acceptsTerms")]
    [InlineData("""{"keyName":"k","challenge":"x"}""", "acceptsTerms")]
    [InlineData("""{"keyName":"k","acceptsTerms":true}""", "challenge")]
    [InlineData("""{"keyName":"k","purpose":"a\u0000b","acceptsTerms":true,"challenge":"x"}""", "purpose")]
    public async Task WrongField_IsABadRequestThatNamesIt(string json, string field)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Client.PostJsonAsync(Path, json);

        var problem = await response.MustBeProblemAsync(400, "request.invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
        await MustHaveStoredNothingAsync(host);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"keyName":5,"acceptsTerms":true,"challenge":"x"}""")]
    [InlineData("""{"keyName":"k","acceptsTerms":"yes","challenge":"x"}""")]
    [InlineData("""{"keyName":"k","keyName":"l","acceptsTerms":true,"challenge":"x"}""")]
    [InlineData("""{"keyName":"\ud800","acceptsTerms":true,"challenge":"x"}""")]
    [InlineData("""{"keyName":"k","acceptsTerms":true,"challenge":"x","authType":"auth0"}""")]
    public async Task MalformedBody_IsABadRequest(string json)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Client.PostJsonAsync(Path, json);

        await response.MustBeProblemAsync(400, "request.malformed_json");
        await MustHaveStoredNothingAsync(host);
    }

    [Fact]
    public async Task BodyThatIsNotJson_IsAnUnsupportedMediaType()
    {
        await using var host = await TestHost.StartAsync();
        using var form = new StringContent("keyName=k", Encoding.UTF8, "text/plain");

        using var response = await host.Client.PostAsync(new Uri(Path, UriKind.Relative), form);

        await response.MustBeProblemAsync(415, "request.unsupported_media_type");
    }

    [Fact]
    public async Task BodyOverTheLimit_IsTooLarge()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Client.PostJsonAsync(Path, $$"""{"keyName":"{{new string('k', 100_000)}}"}""");

        await response.MustBeProblemAsync(413, "request.body_too_large");
    }

    [Fact]
    public async Task CallFromAPageOfAnotherSite_IsForbidden()
    {
        await using var host = await TestHost.StartAsync();
        using var crossSite = host.NewClient();
        crossSite.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var olderBrowser = host.NewClient();
        olderBrowser.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        using var first = await crossSite.PostJsonAsync(Path, "{}");
        using var second = await olderBrowser.PostJsonAsync(Path, "{}");

        await first.MustBeProblemAsync(403, "request.cross_site");
        await second.MustBeProblemAsync(403, "request.cross_site");
    }

    internal static Task<HttpResponseMessage> ClaimAsync(
        TestHost host, TestHost.SolvedChallenge solved, string purpose = "null", HttpClient? client = null) =>
        (client ?? host.Client).PostJsonAsync(
            Path,
            $$"""{"keyName":"Test key","purpose":{{purpose}},"acceptsTerms":true,"challenge":"{{solved.Challenge}}","solution":"{{solved.Solution}}"}""");

    internal static async Task MustHaveStoredNothingAsync(TestHost host)
    {
        Assert.Equal(0, await host.QueryAsync(db => db.Set<ApiKey>().CountAsync()));
        Assert.Equal(0, await host.QueryAsync(db => db.Set<User>().CountAsync()));
        Assert.Equal(0, await host.QueryAsync(db => db.Set<Session>().CountAsync()));
        Assert.Equal(0, await host.QueryAsync(db => db.Set<SpentChallenge>().CountAsync()));
    }
}
