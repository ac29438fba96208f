using AkashChat.Domain.Accounts;

namespace AkashChat.Domain.Tests.Accounts;

public sealed class UserTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 9, 10, 0, 0, TimeSpan.Zero);
    private static readonly Team Extended = Team.Create("chatapi-auth0", Tier.Extended, Now);
    private static readonly RecoveryCode Recovery = RecoveryCode.Generate();
    private static readonly Team Permissionless = Team.Create("chatapi-pless", Tier.Permissionless, Now);

    [Fact]
    public void Permissionless_BelongsToTheTeamOfItsTier()
    {
        var user = User.OpenPermissionless(Permissionless, "  a bot  ", Recovery, Now);

        Assert.Equal(("chatapi-pless", Tier.Permissionless, "a bot", Now), (user.TeamId, user.Tier, user.Purpose, user.CreatedAt));
        Assert.Equal(Recovery.Hash, user.RecoveryHash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void EmptyPurpose_IsNone(string? purpose) => Assert.Null(User.OpenPermissionless(Permissionless, purpose, Recovery, Now).Purpose);

    [Fact]
    public void LongPurpose_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => User.OpenPermissionless(Permissionless, new string('x', User.PurposeMaxLength + 1), Recovery, Now));

    [Fact]
    public void TeamOfTheBetterTier_IsRefused()
    {
        var team = Team.Create("better", Tier.Extended, Now);

        Assert.Throws<ArgumentException>(() => User.OpenPermissionless(team, null, Recovery, Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void TeamWithoutName_IsRefused(string id) => Assert.Throws<ArgumentException>(() => Team.Create(id, Tier.Extended, Now));

    [Fact]
    public void TeamWithTooLongAName_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Team.Create(new string('x', Team.IdMaxLength + 1), Tier.Extended, Now));

    [Fact]
    public void Attached_StaysTheSameUserInTheOtherTier()
    {
        var user = User.OpenPermissionless(Permissionless, "a bot", Recovery, Now);

        user.Attach(Extended, new ExternalIdentity("https://provider.example/", "auth0|ada", "ada@example.org", EmailVerified: true));

        Assert.Equal((Tier.Extended, "chatapi-auth0", "auth0|ada", Recovery.Hash), (user.Tier, user.TeamId, user.Subject, user.RecoveryHash));
    }

    [Fact]
    public void SecondAttach_IsRefused()
    {
        var user = User.OpenPermissionless(Permissionless, null, Recovery, Now);
        user.Attach(Extended, new ExternalIdentity("https://provider.example/", "auth0|ada", null, EmailVerified: true));

        Assert.Throws<InvalidOperationException>(
            () => user.Attach(Extended, new ExternalIdentity("https://provider.example/", "auth0|eve", null, EmailVerified: true)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ExtendedUser_MayMakeKeysOnlyWithAVerifiedAddress(bool verified) => Assert.Equal(
        verified,
        User.OpenExtended(Extended, new ExternalIdentity("https://provider.example/", "auth0|ada", "ada@example.org", verified), Now).MayMakeKeys);
}
