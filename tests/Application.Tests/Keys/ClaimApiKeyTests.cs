using AkashChat.Application.Accounts.GetAccount;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.ClaimApiKey;
using AkashChat.Application.Keys.IssueChallenge;
using AkashChat.Application.Keys.ListApiKeys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Application.Tests.Keys;

/// <summary>The use case through MediatR, with a real database.</summary>
public sealed class ClaimApiKeyTests
{
    private static readonly ClientNetwork Here = new("203.0.113.0/24");

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task AnsweredChallenge_OpensAnAccountWithOneKey(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);

        var claimed = await host.SendAsync(await SolvedAsync(host, "  My key  ", "Learning"));

        Assert.True(claimed.IsSuccess);
        var account = await host.SendAsync(new GetAccountQuery(claimed.Value.UserId));
        var keys = await host.SendAsync(new ListApiKeysQuery(claimed.Value.UserId));
        var key = Assert.Single(keys.Value);
        Assert.Equal(("Learning", Tier.Permissionless, "chatapi-pless"), (account.Value.Purpose, account.Value.Tier, account.Value.TeamId));
        Assert.Equal(("My key", KeyState.Active, claimed.Value.Secret.Preview), (key.Name, key.State, key.Preview));
        Assert.Equal(host.Clock.GetUtcNow() + Session.SlidingLifetime, claimed.Value.SessionExpiresAt);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SameChallengeTwice_IsAConflictAndOpensNothing(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var command = await SolvedAsync(host, "First", null);
        await host.SendAsync(command);

        var second = await host.SendAsync(command with { KeyName = "Second" });

        Assert.Equal(KeyErrors.ChallengeReplayed, second.Error);
    }

    [Fact]
    public async Task OtherNetwork_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        var command = await SolvedAsync(host, "Mine", null);

        var claimed = await host.SendAsync(command with { Network = new ClientNetwork("198.51.100.0/24") });

        Assert.Equal(KeyErrors.ChallengeInvalid, claimed.Error);
    }

    [Fact]
    public async Task WrongFields_AreAllToldAtOnce()
    {
        await using var host = await TestHost.StartAsync();

        var claimed = await host.SendAsync(new ClaimApiKeyCommand(new string('n', 61), new string('p', 501), false, false, ChallengeAnswer.None, Here));

        Assert.Equal(CommonErrors.InvalidInput.Code, claimed.Error.Code);
        Assert.Equal(["acceptsTerms", "challenge", "keyName", "purpose"], claimed.Error.Fields.Keys.Order());
    }

    private static async Task<ClaimApiKeyCommand> SolvedAsync(TestHost host, string name, string? purpose)
    {
        var issued = (await host.SendAsync(new IssueChallengeCommand(ChallengeKind.ProofOfWork, Here))).Value;
        var solution = ProofOfWork.Solve(issued.Text, issued.Difficulty, CancellationToken.None);
        return new ClaimApiKeyCommand(name, purpose, true, false, new ChallengeAnswer(issued.Text, solution), Here);
    }
}
