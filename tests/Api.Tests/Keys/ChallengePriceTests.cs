using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Keys;

/// <summary>A flood of claims from one network makes keys dear for it, and hardly for anybody else.</summary>
public sealed class ChallengePriceTests
{
    private const int Usual = 2;

    [Theory]
    [InlineData(TestDatabase.Sqlite, "203.0.113.", "198.51.100.7")]
    [InlineData(TestDatabase.Postgres, "203.0.113.", "198.51.100.7")]
    [InlineData(TestDatabase.Sqlite, "2001:db8:1:1::", "2001:db8:1:2::1")]
    [InlineData(TestDatabase.Postgres, "2001:db8:1:1::", "2001:db8:1:2::1")]
    public async Task FloodFromOnePrefix_IsDearForItWhileANewcomerStillGetsAKeyForAtMostEightTimesTheUsualWork(
        TestDatabase database, string prefix, string newcomer)
    {
        await using var host = await StartAsync(database, freeForService: 3);
        var paid = new List<int>();
        for (var number = 1; number <= 26; number++)
        {
            // What the service as a whole took is counted anew after some seconds.
            host.Clock.Advance(TimeSpan.FromSeconds(11));
            paid.Add(await ClaimFromAsync(host, $"{prefix}{number}"));
        }

        var newcomersDifficulty = await ClaimFromAsync(host, newcomer);

        // Three bits for all (from 3, 6 and 12 keys on), and up to four more for the flood's own network (from 3, 6, 12 and 24 on).
        Assert.Equal([Usual, Usual, Usual, Usual + 2, Usual + 2, Usual + 2, Usual + 4], paid.Take(7));
        Assert.Equal(Usual + ChallengePrice.MaxServiceBits + 4, paid[^1]);
        const double Bound = ProofOfWork.Parts * (1 << (Usual + ChallengePrice.MaxServiceBits));
        Assert.True(WorkOf(newcomersDifficulty) <= Bound, $"{WorkOf(newcomersDifficulty)} hashes are more than {Bound}");
        Assert.True(WorkOf(paid[^1]) >= 16 * Bound);
    }

    [Fact]
    public async Task Price_FallsWithTheHour()
    {
        await using var host = await StartAsync();
        for (var number = 1; number <= 6; number++)
        {
            await ClaimFromAsync(host, $"203.0.113.{number}");
        }

        var dear = await DifficultyForAsync(host, "203.0.113.9");
        host.Clock.Advance(TimeSpan.FromMinutes(61));
        var later = await DifficultyForAsync(host, "203.0.113.9");

        Assert.Equal((Usual + 2, Usual), (dear, later));
    }

    [Fact]
    public async Task TicketsOfANetworkThatTookMany_AreWaitedForLonger()
    {
        await using var host = await StartAsync();
        for (var number = 1; number <= 6; number++)
        {
            await ClaimFromAsync(host, $"203.0.113.{number}");
        }

        Assert.Equal(TimeSpan.FromSeconds(60), await WaitForAsync(host, "203.0.113.9"));
        Assert.Equal(TimeSpan.FromSeconds(15), await WaitForAsync(host, "198.51.100.9"));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task ChallengesHoardedWhileCheap_AreRefusedOnceThePriceHasRisenByTwoBits(TestDatabase database)
    {
        await using var host = await StartAsync(database);
        using var client = From(host, "203.0.113.1");
        var hoard = new List<TestHost.SolvedChallenge>();
        for (var number = 0; number < 8; number++)
        {
            hoard.Add(await host.SolveChallengeAsync(client));
        }

        var responses = new List<HttpResponseMessage>();
        foreach (var solved in hoard)
        {
            responses.Add(await ClaimApiKeyTests.ClaimAsync(host, solved, client: client));
        }

        Assert.All(responses.Take(6), response => Assert.Equal(HttpStatusCode.Created, response.StatusCode));
        await responses[6].MustBeProblemAsync(409, "keys.challenge_too_cheap");
        await responses[7].MustBeProblemAsync(409, "keys.challenge_too_cheap");
        Assert.Equal(Usual + 2, await ClaimFromAsync(host, "203.0.113.1"));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("127.0.0.1", ", 203.0.113.7")]
    public async Task ForgedForwardingEntries_OpenNoNewBucketForThePriceTicketsAndLimits(string? trusted, string last)
    {
        await using var host = await StartAsync(trusted: trusted, issuingLimit: "20/4/1000");
        var paid = new List<int>();
        for (var number = 1; number <= 4; number++)
        {
            paid.Add(await ClaimFromAsync(host, $"192.0.{number}.1, 2001:db8:{number}::1{last}"));
        }

        using var next = From(host, $"192.0.9.1{last}");
        using var fifth = await ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync(next), client: next);

        Assert.Equal([Usual, Usual, Usual, Usual + 1], paid);
        Assert.Equal(TimeSpan.FromSeconds(30), await WaitForAsync(host, $"192.0.9.1{last}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, fifth.StatusCode);
    }

    [Fact]
    public async Task TwoInstancesOnOneDatabase_ShareThePrice()
    {
        var folder = Directory.CreateTempSubdirectory("akashchat-").FullName;
        var (name, url) = await TestDatabase.Postgres.CreateAsync(folder);
        await using var one = await StartAsync(sharing: (name, url));
        await using var other = await StartAsync(sharing: (name, url));
        for (var number = 1; number <= 6; number++)
        {
            await ClaimFromAsync(number % 2 == 0 ? one : other, "203.0.113.1");
        }

        Assert.Equal(Usual + 2, await DifficultyForAsync(one, "203.0.113.1"));
        Assert.Equal(Usual + 2, await DifficultyForAsync(other, "203.0.113.1"));
        Directory.Delete(folder);
    }

    /// <summary>How many hashes a client tries on average.</summary>
    private static double WorkOf(int difficulty) => ProofOfWork.Parts * Math.Pow(2, difficulty);

    private static Task<TestHost> StartAsync(
        TestDatabase database = TestDatabase.Sqlite,
        int freeForService = 1_000,
        string? trusted = "127.0.0.1",
        string? issuingLimit = null,
        (string Name, string Url)? sharing = null) => TestHost.StartAsync(options =>
    {
        options.Database = database;
        if (trusted is not null)
        {
            options.Settings["AKASHCHAT_TRUSTED_PROXIES"] = trusted;
        }

        if (issuingLimit is not null)
        {
            options.Settings["AKASHCHAT_LIMIT_ISSUING"] = issuingLimit;
        }

        if (sharing is var (name, url))
        {
            options.Settings[name] = url;
        }

        options.Configure = builder => builder.Services.AddSingleton(new ChallengeOptions { Difficulty = Usual, FreePerServiceAndHour = freeForService });
    });

    private static HttpClient From(TestHost host, string forwardedFor)
    {
        var client = host.NewClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        return client;
    }

    /// <returns>The difficulty that was paid.</returns>
    private static async Task<int> ClaimFromAsync(TestHost host, string forwardedFor)
    {
        using var client = From(host, forwardedFor);
        var (challenge, difficulty) = await IssueAsync(client);
        var solved = new TestHost.SolvedChallenge(challenge, ProofOfWork.Solve(challenge, difficulty, CancellationToken.None));
        using var response = await ClaimApiKeyTests.ClaimAsync(host, solved, client: client);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return difficulty;
    }

    private static async Task<int> DifficultyForAsync(TestHost host, string forwardedFor)
    {
        using var client = From(host, forwardedFor);
        return (await IssueAsync(client)).Difficulty;
    }

    private static async Task<(string Challenge, int Difficulty)> IssueAsync(HttpClient client)
    {
        using var response = await client.PostJsonAsync("api/challenges/proof-of-work", "");
        var issued = await response.ReadJsonAsync();
        return (issued.GetProperty("challenge").GetString()!, issued.GetProperty("difficulty").GetInt32());
    }

    private static async Task<TimeSpan> WaitForAsync(TestHost host, string forwardedFor)
    {
        using var client = From(host, forwardedFor);
        using var response = await client.PostJsonAsync("api/challenges/waiting-ticket", "");
        var ticket = await response.ReadJsonAsync();
        Assert.Equal(0, ticket.GetProperty("difficulty").GetInt32());
        return ticket.GetProperty("notBefore").GetDateTimeOffset() - host.Clock.GetUtcNow();
    }
}
