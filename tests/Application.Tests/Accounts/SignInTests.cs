using AkashChat.Application.Accounts.SignIn;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Application.Tests.Accounts;

/// <summary>Signing in through MediatR, with a real database.</summary>
public sealed class SignInTests
{
    private static readonly ClientNetwork Network = new("203.0.113.0/24");

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task FirstSignInsAtOnce_OpenOneAccountAndASessionEach(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);

        var signedIn = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => host.SendAsync(new SignInCommand(AnIdentity.Of("auth0|ada"), Network)))));

        Assert.All(signedIn, result => Assert.True(result.IsSuccess));
        Assert.Single(signedIn.Select(result => result.Value.UserId).Distinct());
        Assert.Equal(12, signedIn.Select(result => result.Value.Session.Hash).Distinct().Count());
        Assert.Equal((1, 12), await host.QueryAsync(async db => (await db.Set<User>().CountAsync(), await db.Set<Session>().CountAsync())));
        Assert.Equal(1, await host.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "user.opened")));
    }

    [Fact]
    public async Task ChangedAddress_IsTakenOverAndAudited()
    {
        await using var host = await TestHost.StartAsync();
        await host.SendAsync(new SignInCommand(AnIdentity.Of("auth0|ada", emailVerified: false), Network));

        await host.SendAsync(new SignInCommand(AnIdentity.Of("auth0|ada") with { Email = "new@example.org" }, Network));
        await host.SendAsync(new SignInCommand(AnIdentity.Of("auth0|ada") with { Email = "new@example.org" }, Network));

        var user = await host.QueryAsync(db => db.Set<User>().AsNoTracking().SingleAsync());
        Assert.Equal(("new@example.org", true, true), (user.Email, user.EmailVerified, user.MayMakeKeys));
        Assert.Equal(1, await host.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "user.refreshed")));
    }

    [Fact]
    public async Task SameSubjectAtAnotherProvider_IsAnotherAccount()
    {
        await using var host = await TestHost.StartAsync();

        var first = await host.SendAsync(new SignInCommand(AnIdentity.Of("auth0|ada"), Network));
        var second = await host.SendAsync(new SignInCommand(AnIdentity.Of("auth0|ada") with { Issuer = "https://other.example/" }, Network));

        Assert.NotEqual(first.Value.UserId, second.Value.UserId);
    }

    [Theory]
    [InlineData("", "ada", "ada@example.org")]
    [InlineData("https://provider.example/", "", "ada@example.org")]
    [InlineData("https://provider.example/", "ada", null)]
    public async Task IdentityThatCannotBe_IsRefused(string issuer, string subject, string? email)
    {
        await using var host = await TestHost.StartAsync();

        var refused = await host.SendAsync(new SignInCommand(new ExternalIdentity(issuer, subject, email, EmailVerified: true), Network));

        Assert.Equal(CommonErrors.InvalidInput.Code, refused.Error.Code);
        Assert.Equal(0, await host.QueryAsync(db => db.Set<User>().CountAsync()));
    }
}
