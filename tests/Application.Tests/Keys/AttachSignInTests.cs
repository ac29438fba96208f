using System.Data.Common;
using AkashChat.Application.Accounts.SignIn;
using AkashChat.Application.Keys.AttachSignIn;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.ClaimApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Application.Tests.Keys;

/// <summary>Attaching sign-ins at the same moment, through MediatR: one owner is left, and nothing halfway.</summary>
public sealed class AttachSignInTests
{
    private const int AtOnce = 8;
    private const string Deadlock = "40P01";

    // Of the whole server's locks, which are other tests' too, those that wait for whoever asks.
    private static readonly FormattableString WaitingForUs =
        $"SELECT count(*)::int AS \"Value\" FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))";

    private static readonly ClientNetwork Network = ClientNetwork.Of(System.Net.IPAddress.Loopback);

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task ManyAccountsOneSubject_LeavesOneOwner(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var claims = new List<ClaimedApiKey>();
        for (var account = 0; account < AtOnce; account++)
        {
            claims.Add(await ClaimAsync(host));
        }

        var attached = await AtOnceAsync(claims.Select(claim => (claim.UserId, AnIdentity.Of("auth0|ada"))), host);

        var winner = Assert.Single(attached, result => result.IsSuccess).Value.UserId;
        Assert.All(attached.Where(result => !result.IsSuccess), result => Assert.Equal(AccountErrors.IdentityTaken.Code, result.Error.Code));
        await MustHaveMovedAloneAsync(host, winner);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task OneAccountManySubjects_LeavesOneSubject(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var claim = await ClaimAsync(host);
        var stranger = await ClaimAsync(host);

        var attached = await AtOnceAsync(Enumerable.Range(0, AtOnce).Select(number => (claim.UserId, AnIdentity.Of($"auth0|ada{number}"))), host);

        Assert.Single(attached, result => result.IsSuccess);
        Assert.All(attached.Where(result => !result.IsSuccess), result => Assert.Equal(AccountErrors.AlreadyAttached.Code, result.Error.Code));
        Assert.Equal(claim.UserId, await MustHaveMovedAloneAsync(host, claim.UserId));
        Assert.Null(await host.QueryAsync(db => db.Set<User>().Where(user => user.Id == stranger.UserId).Select(user => user.Subject).SingleAsync()));
    }

    [Fact]
    public async Task WhileItsUsageIsBeingWritten_IsTriedAgain()
    {
        await using var host = await TestHost.StartAsync(options => options.Database = TestDatabase.Postgres);
        var claim = await ClaimAsync(host);

        var attaching = await host.QueryAsync(async writer =>
        {
            // What the writer of usage does: it holds the owner, then changes the key. An attach takes them the other way round.
            await using var transaction = await writer.Database.BeginTransactionAsync();
            await writer.Set<User>().FromSql($"SELECT * FROM users WHERE id = {claim.UserId.Value} FOR KEY SHARE").AsNoTracking().ToListAsync();
            var attach = host.SendAsync(new AttachSignInCommand(new Visitor(claim.UserId, Network), AnIdentity.Of("auth0|ada")));
            while (await writer.Database.SqlQuery<int>(WaitingForUs).SingleAsync() == 0)
            {
                Assert.False(attach.IsCompleted, "The attach waited for nobody.");
                await Task.Yield();
            }

            try
            {
                await writer.Set<ApiKey>().Where(key => key.Id == claim.Key.Id).ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, host.Clock.GetUtcNow()));
                await transaction.CommitAsync();
            }
            catch (Exception exception) when (exception.GetBaseException() is DbException { SqlState: Deadlock })
            {
                // The database has chosen the writer, which tries again as well.
            }

            return attach;
        });

        Assert.True((await attaching).IsSuccess);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task FirstSignInAtTheSameMoment_LeavesOneOwner(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var claim = await ClaimAsync(host);

        var attach = Task.Run(() => host.SendAsync(new AttachSignInCommand(new Visitor(claim.UserId, Network), AnIdentity.Of("auth0|ada"))));
        var signIn = Task.Run(() => host.SendAsync(new SignInCommand(AnIdentity.Of("auth0|ada"), Network)));
        var (attached, signedIn) = (await attach, await signIn);

        var owner = await host.QueryAsync(db => db.Set<User>().Where(user => user.Subject == "auth0|ada").Select(user => user.Id).SingleAsync());
        Assert.Equal(owner, signedIn.Value.UserId);
        Assert.Equal(owner == claim.UserId, attached.IsSuccess);
    }

    [Fact]
    public async Task UnverifiedAddress_ChangesNothing()
    {
        await using var host = await TestHost.StartAsync();
        var claim = await ClaimAsync(host);

        var refused = await host.SendAsync(new AttachSignInCommand(new Visitor(claim.UserId, Network), AnIdentity.Of("auth0|bob", emailVerified: false)));

        var user = await host.QueryAsync(db => db.Set<User>().AsNoTracking().SingleAsync());
        Assert.Equal(AccountErrors.AddressUnverified, refused.Error);
        Assert.Equal((Tier.Permissionless, null, null), (user.Tier, user.Subject, user.Email));
    }

    [Fact]
    public async Task ErasedAccount_IsNotSignedIn()
    {
        await using var host = await TestHost.StartAsync();

        var refused = await host.SendAsync(new AttachSignInCommand(new Visitor(UserId.New(host.Clock.GetUtcNow()), Network), AnIdentity.Of("auth0|ada")));

        Assert.Equal(AccountErrors.NotSignedIn, refused.Error);
    }

    private static Task<Result<SignedIn>[]> AtOnceAsync(IEnumerable<(UserId UserId, ExternalIdentity Identity)> attaches, TestHost host) =>
        Task.WhenAll(attaches.Select(attach =>
            Task.Run(() => host.SendAsync(new AttachSignInCommand(new Visitor(attach.UserId, Network), attach.Identity)))));

    private static async Task<ClaimedApiKey> ClaimAsync(TestHost host)
    {
        var solved = await host.SolveChallengeAsync();
        var claimed = await host.SendAsync(new ClaimApiKeyCommand(
            "Mine", null, AcceptsTerms: true, AcceptsMessages: false, new ChallengeAnswer(solved.Challenge, solved.Solution), Network));
        return claimed.Value;
    }

    /// <summary>One user is in the extended team, with the key; all others and theirs are where they were.</summary>
    private static async Task<UserId> MustHaveMovedAloneAsync(TestHost host, UserId winner)
    {
        var users = await host.QueryAsync(db => db.Set<User>().AsNoTracking().ToListAsync());
        var keys = await host.QueryAsync(db => db.Set<ApiKey>().AsNoTracking().ToListAsync());
        var extended = Assert.Single(users, user => user.Tier == Tier.Extended);
        Assert.Equal(winner, extended.Id);
        Assert.All(keys, key => Assert.Equal(key.UserId == winner ? ("chatapi-auth0", false) : ("chatapi-pless", true), (key.TeamId, key.ExpiresAt is not null)));
        Assert.All(users.Where(user => user.Id != winner), user => Assert.Equal(("chatapi-pless", null), (user.TeamId, user.Subject)));
        return extended.Id;
    }
}
