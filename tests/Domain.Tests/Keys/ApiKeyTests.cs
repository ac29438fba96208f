using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Domain.Tests.Keys;

public sealed class ApiKeyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 9, 10, 0, 0, TimeSpan.Zero);

    private readonly User _owner = User.OpenPermissionless(
        Team.Create("chatapi-pless", Tier.Permissionless, Now), null, RecoveryCode.Generate(), Now);

    private readonly ApiKeyId _id = ApiKeyId.New();
    private readonly KeySecret _secret;

    public ApiKeyTests() => _secret = KeySecret.Generate(_id);

    [Fact]
    public void Issued_BelongsToItsOwnerAndLivesFiveDays()
    {
        var key = Issue();

        Assert.Equal((_id, _owner.Id, "chatapi-pless"), (key.Id, key.UserId, key.TeamId));
        Assert.Equal((Now, Now.AddDays(5)), (key.CreatedAt, key.ExpiresAt));
        Assert.Null(key.LastUsedAt);
    }

    [Fact]
    public void Issued_KeepsHashAndPreviewAlone()
    {
        var key = Issue();

        var kept = string.Join('\n', typeof(ApiKey).GetProperties().Select(property => $"{property.GetValue(key)}"));
        Assert.Equal((_secret.Hash, _secret.Preview), (key.Hash, key.Preview));
        Assert.DoesNotContain(_secret.Reveal()[17..49], kept, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_IsTrimmed() => Assert.Equal("my key", Issue("  my key ").Name);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void EmptyName_IsRefused(string name) => Assert.Throws<ArgumentException>(() => Issue(name));

    [Fact]
    public void LongestName_IsTaken() => Assert.Equal(ApiKey.NameMaxLength, Issue(new string('x', ApiKey.NameMaxLength)).Name.Length);

    [Fact]
    public void TooLongName_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Issue(new string('x', ApiKey.NameMaxLength + 1)));

    [Fact]
    public void BeforeItsEnd_IsActive() => Assert.Equal(KeyState.Active, Issue().StateAt(Now.AddDays(5).AddTicks(-1)));

    [Fact]
    public void AtItsEnd_IsExpired() => Assert.Equal(KeyState.Expired, Issue().StateAt(Now.AddDays(5)));

    [Theory]
    [InlineData(KeyState.Issuing, KeyState.Issuing, KeyState.Expired)]
    [InlineData(KeyState.Active, KeyState.Active, KeyState.Expired)]
    [InlineData(KeyState.Disabled, KeyState.Disabled, KeyState.Expired)]
    [InlineData(KeyState.Revoked, KeyState.Revoked, KeyState.Revoked)]
    public void State_FollowsFromTheStoredOneAndTheTime(KeyState stored, KeyState before, KeyState after)
    {
        var states = (ApiKey.StateAt(stored, Now, Now.AddTicks(-1)), ApiKey.StateAt(stored, Now, Now));

        Assert.Equal((before, after), states);
    }

    [Fact]
    public void WithoutEnd_NeverExpires() => Assert.Equal(KeyState.Active, ApiKey.StateAt(KeyState.Active, null, DateTimeOffset.MaxValue));

    [Fact]
    public void Ids_HaveTheirForm() => Assert.Matches("^[0-9A-Za-z]{10}$", ApiKeyId.New().ToString());

    [Fact]
    public void Rotated_KeepsEverythingButTheSecretAndLetsTheOldOneLiveForTheOverlap()
    {
        var key = Issue();
        var secret = KeySecret.Generate(_id);

        key.Rotate(secret, TimeSpan.FromHours(1), Now.AddDays(1));

        Assert.Equal((secret.Hash, secret.Preview, _secret.Hash), (key.Hash, key.Preview, key.PreviousHash));
        Assert.Equal((Now.AddDays(1).AddHours(1), Now.AddDays(5), 0), (key.PreviousEndsAt, key.ExpiresAt, key.Slot));
    }

    [Fact]
    public void SecretOfAnotherKey_IsRefusedAtRotation() =>
        Assert.Throws<ArgumentException>(() => Issue().Rotate(KeySecret.Generate(ApiKeyId.New()), TimeSpan.Zero, Now));

    [Theory]
    [InlineData(-1)]
    [InlineData(86_401)]
    public void OverlapOutOfBounds_IsRefused(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Issue().Rotate(KeySecret.Generate(_id), TimeSpan.FromSeconds(seconds), Now));

    [Fact]
    public void DisabledAndRevoked_GiveTheirPlaceBack()
    {
        var (disabled, revoked) = (Issue(), Issue());

        disabled.Disable();
        revoked.Revoke(RevocationReason.Leak, Now);

        Assert.Equal((null, null), (disabled.Slot, revoked.Slot));
        Assert.Equal((KeyState.Revoked, RevocationReason.Leak), (revoked.State, revoked.RevokedFor));
    }

    [Fact]
    public void FreePlace_IsTheFirstThatNoActiveKeyHas()
    {
        var policy = KeyPolicy.Extended with { MaxActiveKeys = 3 };

        Assert.Equal(0, ApiKey.FindFreeSlot([], policy, Now));
        Assert.Equal(1, ApiKey.FindFreeSlot([At(0), At(2)], policy, Now));
        Assert.Null(ApiKey.FindFreeSlot([At(0), At(1), At(2)], policy, Now));
    }

    [Fact]
    public void KeyPastItsEnd_GivesItsPlaceBack()
    {
        var key = Issue();

        Assert.Null(ApiKey.FindFreeSlot([key], KeyPolicy.Permissionless, Now.AddDays(5).AddTicks(-1)));
        Assert.Equal(0, ApiKey.FindFreeSlot([key], KeyPolicy.Permissionless, Now.AddDays(5)));
        Assert.Null(key.Slot);
    }

    [Fact]
    public void Renewed_BeginsItsLifetimeAnew()
    {
        var key = Issue();

        key.Renew(KeyPolicy.Permissionless, slot: 0, Now.AddDays(7));

        Assert.Equal((KeyState.Active, Now.AddDays(12)), (key.StateAt(Now.AddDays(7)), key.ExpiresAt));
    }

    [Fact]
    public void OwnLimitsWiderThanTheTeams_AreRefused()
    {
        var policy = KeyPolicy.Permissionless with { Limits = new KeyLimits { RequestsPerMinute = 10 } };

        Assert.Throws<ArgumentException>(() => Issue().Narrow(new KeyLimits { RequestsPerMinute = 11 }, Now.AddDays(1), policy));
    }

    [Fact]
    public void EndLaterThanThePolicyGave_IsRefusedButAnEarlierOneMayBeTakenBack()
    {
        var key = Issue();

        key.Narrow(KeyLimits.None, Now.AddDays(1), KeyPolicy.Permissionless);
        key.Narrow(KeyLimits.None, Now.AddDays(5), KeyPolicy.Permissionless);

        Assert.Throws<ArgumentException>(() => key.Narrow(KeyLimits.None, Now.AddDays(5).AddTicks(1), KeyPolicy.Permissionless));
        Assert.Throws<ArgumentException>(() => key.Narrow(KeyLimits.None, null, KeyPolicy.Permissionless));
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void MovedToATeamWithoutEnd_EndsNoMoreUnlessItHasEndedBefore(int days, bool alive)
    {
        var key = Issue();

        key.MoveTo("chatapi-auth0", KeyPolicy.Extended, Now.AddDays(days));

        Assert.Equal("chatapi-auth0", key.TeamId);
        Assert.Equal(alive ? null : Now.AddDays(5), key.ExpiresAt);
    }

    [Fact]
    public void MovedToATeamWithoutEnd_KeepsAnEndThatItsHolderChose()
    {
        var key = Issue();
        key.Narrow(KeyLimits.None, Now.AddDays(2), KeyPolicy.Permissionless);

        key.MoveTo("chatapi-auth0", KeyPolicy.Extended, Now.AddDays(1));

        Assert.Equal((Now.AddDays(2), null), (key.ExpiresAt, key.LatestEnd));
    }

    [Fact]
    public void PlacesBeyondAPolicyThatWasMadeSmaller_AreStillOccupied() =>
        Assert.Null(ApiKey.FindFreeSlot([At(3), At(4)], KeyPolicy.Extended with { MaxActiveKeys = 2 }, Now));

    private ApiKey At(int slot) => ApiKey.Issue(_owner, "a key", KeySecret.Generate(ApiKeyId.New()), KeyPolicy.Extended, slot, Now);

    private ApiKey Issue(string name = "my key") => ApiKey.Issue(_owner, name, _secret, KeyPolicy.Permissionless, slot: 0, Now);
}
