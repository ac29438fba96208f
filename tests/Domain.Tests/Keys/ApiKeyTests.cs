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

    private ApiKey Issue(string name = "my key") => ApiKey.Issue(_owner, name, _secret, KeyPolicy.Permissionless, slot: 0, Now);
}
