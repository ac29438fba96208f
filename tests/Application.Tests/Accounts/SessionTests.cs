using AkashChat.Application.Accounts.GetAccount;
using AkashChat.Application.Accounts.RenewSession;
using AkashChat.Application.Accounts.SignOut;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.ClaimApiKey;
using AkashChat.Application.Keys.IssueChallenge;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Application.Tests.Accounts;

/// <summary>The life of a session through MediatR, with a real database.</summary>
public sealed class SessionTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task LiveSession_TellsItsUserAndSlides(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var claimed = await ClaimAsync(host);

        var atOnce = await host.SendAsync(new RenewSessionCommand(claimed.Session));
        host.Clock.Advance(TimeSpan.FromDays(2));
        var later = await host.SendAsync(new RenewSessionCommand(claimed.Session));

        Assert.Equal((claimed.UserId, false), (atOnce.Value.UserId, atOnce.Value.Moved));
        Assert.Equal((host.Clock.GetUtcNow() + Session.SlidingLifetime, true), (later.Value.ExpiresAt, later.Value.Moved));
    }

    [Fact]
    public async Task UnusedSession_EndsAfterFourteenDays()
    {
        await using var host = await TestHost.StartAsync();
        var claimed = await ClaimAsync(host);
        host.Clock.Advance(Session.SlidingLifetime);

        var renewed = await host.SendAsync(new RenewSessionCommand(claimed.Session));

        Assert.Equal(AccountErrors.NotSignedIn, renewed.Error);
    }

    [Fact]
    public async Task SignOut_EndsTheSessionAndMayBeRepeated()
    {
        await using var host = await TestHost.StartAsync();
        var claimed = await ClaimAsync(host);

        var first = await host.SendAsync(new SignOutCommand(claimed.Session));
        var second = await host.SendAsync(new SignOutCommand(claimed.Session));
        var renewed = await host.SendAsync(new RenewSessionCommand(claimed.Session));

        Assert.True(first.IsSuccess && second.IsSuccess);
        Assert.Equal(AccountErrors.NotSignedIn, renewed.Error);
    }

    [Fact]
    public async Task UnknownUser_HasNoAccount()
    {
        await using var host = await TestHost.StartAsync();

        var account = await host.SendAsync(new GetAccountQuery(UserId.New(host.Clock.GetUtcNow())));

        Assert.Equal(AccountErrors.NotSignedIn, account.Error);
    }

    private static async Task<ClaimedApiKey> ClaimAsync(TestHost host)
    {
        var here = new ClientNetwork("203.0.113.0/24");
        var issued = (await host.SendAsync(new IssueChallengeCommand(ChallengeKind.ProofOfWork, here))).Value;
        var solution = ProofOfWork.Solve(issued.Text, issued.Difficulty, CancellationToken.None);
        return (await host.SendAsync(new ClaimApiKeyCommand("Key", null, true, false, new ChallengeAnswer(issued.Text, solution), here))).Value;
    }
}
