using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.CreateApiKey;
using AkashChat.Application.Keys.DisableApiKey;
using AkashChat.Application.Keys.EnableApiKey;
using AkashChat.Application.Keys.ListApiKeys;
using AkashChat.Application.Keys.RotateApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Application.Tests.Keys;

/// <summary>"At most n active keys" is held by the database, whatever comes at the same moment.</summary>
public sealed class KeyRaceTests
{
    private const int Crowd = 200;
    private const int MaxKeys = 5;

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Hole06_TwoHundredCreatesAtOnce_NeverExceedThePolicy(TestDatabase database)
    {
        await using var host = await StartAsync(database);
        var owner = await host.AddExtendedUserAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(number =>
            host.SendAsync(new CreateApiKeyCommand(owner, $"Key {number}", AcceptsTerms: false, Answer: null))));

        Assert.Equal(MaxKeys, results.Count(result => result.IsSuccess));
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.Equal(KeyErrors.LimitReached.Code, result.Error.Code));
        Assert.Equal(MaxKeys, await ActiveKeysAsync(host, owner));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Hole06_TwoHundredRotatesAtOnce_LeaveOneKeyWithOneNewSecretOfThoseHandedOut(TestDatabase database)
    {
        await using var host = await StartAsync(database);
        var owner = await host.AddExtendedUserAsync();
        var created = (await host.SendAsync(new CreateApiKeyCommand(owner, "Mine", AcceptsTerms: false, Answer: null))).Value;

        var results = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ =>
            host.SendAsync(new RotateApiKeyCommand(owner, created.Key.Id, TimeSpan.Zero, AcceptsTerms: false))));

        var handedOut = results.Where(result => result.IsSuccess).Select(result => result.Value.Secret).ToList();
        Assert.NotEmpty(handedOut);
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.Equal(CommonErrors.ChangedMeanwhile.Code, result.Error.Code));
        var working = new List<KeySecret>();
        foreach (var secret in handedOut.Append(created.Secret))
        {
            using var client = host.ClientWithKey(secret.Reveal());
            using var response = await client.GetAsync(new Uri("v1/models", UriKind.Relative));
            if (response.IsSuccessStatusCode)
            {
                working.Add(secret);
            }
        }

        Assert.Contains(Assert.Single(working), handedOut);
        Assert.Equal(1, await ActiveKeysAsync(host, owner));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task CreatesAndEnablesAtOnce_NeverExceedThePolicy(TestDatabase database)
    {
        await using var host = await StartAsync(database);
        var owner = await host.AddExtendedUserAsync();
        var off = new List<ApiKeyId>();
        for (var number = 0; number < MaxKeys; number++)
        {
            var key = (await host.SendAsync(new CreateApiKeyCommand(owner, $"Off {number}", AcceptsTerms: false, Answer: null))).Value.Key.Id;
            await host.SendAsync(new DisableApiKeyCommand(owner, key));
            off.Add(key);
        }

        var enables = off.Select(key => (Func<Task<bool>>)(async () => (await host.SendAsync(new EnableApiKeyCommand(owner, key, AcceptsTerms: false))).IsSuccess));
        var creates = Enumerable.Range(0, 40).Select(number => (Func<Task<bool>>)(async () =>
            (await host.SendAsync(new CreateApiKeyCommand(owner, $"New {number}", AcceptsTerms: false, Answer: null))).IsSuccess));
        var results = await Task.WhenAll(enables.Concat(creates).Select(act => act()));

        Assert.Equal(MaxKeys, results.Count(success => success));
        Assert.Equal(MaxKeys, await ActiveKeysAsync(host, owner));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task PermissionlessOwner_HasOneActiveKeyHoweverManyChallengesAreSolved(TestDatabase database)
    {
        await using var host = await StartAsync(database);
        using var browser = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(browser);
        var owner = new Visitor(
            (await host.QueryAsync(db => Task.FromResult(db.Set<User>().Single()))).Id, TestPeople.Loopback);
        var solved = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.SolveChallengeAsync()));

        var results = await Task.WhenAll(solved.Select(answer => host.SendAsync(
            new CreateApiKeyCommand(owner, "More", AcceptsTerms: false, new ChallengeAnswer(answer.Challenge, answer.Solution)))));

        Assert.All(results, result => Assert.Equal(KeyErrors.LimitReached.Code, result.Error.Code));
        Assert.Equal(1, await ActiveKeysAsync(host, owner));
    }

    private static Task<TestHost> StartAsync(TestDatabase database) => TestHost.StartAsync(options =>
    {
        options.Database = database;
        options.Settings["AKASHCHAT_LIMIT_ISSUING"] = "1000/1000/1000";
        options.Settings["AKASHCHAT_LIMIT_ROTATION"] = "1000/1000/1000";
    });

    private static async Task<int> ActiveKeysAsync(TestHost host, Visitor owner) =>
        (await host.SendAsync(new ListApiKeysQuery(owner.UserId))).Value.Count(key => key.State == KeyState.Active);
}
