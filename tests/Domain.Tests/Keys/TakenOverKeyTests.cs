using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Domain.Tests.Keys;

public sealed class TakenOverKeyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 9, 10, 30, 0, TimeSpan.Zero);
    private static readonly Team Extended = Team.Create("chatapi-auth0", Tier.Extended, Now);
    private static readonly User Owner = User.TakeOver(UserId.TakenOver("somebody"), Extended, null, Now.AddYears(-1));

    private static readonly KeyFromElsewhere Elsewhere = new()
    {
        Name = "Mine",
        Hash = KeyHash.OfPresented("sk-1234")!,
        Preview = "sk-…1234",
        CreatedAt = Now.AddDays(-9),
        ExpiresAt = Now.AddDays(9),
        Limits = new KeyLimits { RequestsPerMinute = 5 },
    };

    [Fact]
    public void TakenOver_IsAsItWasWithAPublicIdOfItsOwn()
    {
        var key = ApiKey.TakeOver(Owner, "another-team", Elsewhere, slot: 7);

        Assert.Equal(ApiKeyId.Length, key.Id.Value.Length);
        Assert.Equal((Owner.Id, "another-team", "Mine", Elsewhere.Hash, 7), (key.UserId, key.TeamId, key.Name, key.Hash, key.Slot));
        Assert.Equal((KeyState.Active, KeyState.Expired), (key.StateAt(Now), key.StateAt(Now.AddDays(9))));
        Assert.Equal(Elsewhere.Limits, key.OwnLimits);
    }

    [Fact]
    public void End_CannotBePutOffByItsHolder()
    {
        var key = ApiKey.TakeOver(Owner, Extended.Id, Elsewhere, slot: 0);

        Assert.Throws<ArgumentException>(() => key.Narrow(KeyLimits.None, null, KeyPolicy.Extended));
    }

    [Fact]
    public void SwitchedOff_HasNoPlace()
    {
        Assert.Throws<ArgumentException>(() => ApiKey.TakeOver(Owner, Extended.Id, Elsewhere with { IsSwitchedOff = true }, slot: 0));
        Assert.Equal(KeyState.Disabled, ApiKey.TakeOver(Owner, Extended.Id, Elsewhere with { IsSwitchedOff = true }, slot: null).State);
    }

    [Fact]
    public void Rotated_GetsASecretOfOurs()
    {
        var key = ApiKey.TakeOver(Owner, Extended.Id, Elsewhere, slot: 0);
        var secret = KeySecret.Generate(key.Id);

        key.Rotate(secret, TimeSpan.FromHours(1), Now);

        Assert.Equal((secret.Hash, Elsewhere.Hash), (key.Hash, key.PreviousHash));
    }

    [Fact]
    public void WhetherItNeedsAPlace_FollowsFromItsStateAndEnd()
    {
        Assert.True(Elsewhere.IsActiveAt(Now));
        Assert.True((Elsewhere with { ExpiresAt = null }).IsActiveAt(Now));
        Assert.False(Elsewhere.IsActiveAt(Now.AddDays(9)));
        Assert.False((Elsewhere with { IsSwitchedOff = true }).IsActiveAt(Now));
    }

    [Fact]
    public void AccountId_IsTheSameForTheSameNameAndAUuidOfVersion8()
    {
        Assert.Equal(UserId.TakenOver("somebody"), UserId.TakenOver("somebody"));
        Assert.NotEqual(UserId.TakenOver("somebody"), UserId.TakenOver("somebody else"));
        Assert.Equal((8, 0x8), (UserId.TakenOver("a").Value.Version, UserId.TakenOver("a").Value.Variant & 0xC));
    }

    [Fact]
    public void Account_HasASignInInTheExtendedTierAlone()
    {
        var identity = new ExternalIdentity("https://provider.example/", "auth0|ada", "ada@example.org", EmailVerified: false);
        var user = User.TakeOver(UserId.TakenOver("ada"), Extended, identity, Now);

        Assert.Equal(("auth0|ada", false, null), (user.Subject, user.MayMakeKeys, user.RecoveryHash));
        Assert.Throws<ArgumentException>(() =>
            User.TakeOver(UserId.TakenOver("ada"), Team.Create("pless", Tier.Permissionless, Now), identity, Now));
    }
}
