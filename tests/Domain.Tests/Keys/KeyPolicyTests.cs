using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Domain.Tests.Keys;

public sealed class KeyPolicyTests
{
    [Fact]
    public void Permissionless_LivesFiveDays() => Assert.Equal(TimeSpan.FromDays(5), KeyPolicy.For(Tier.Permissionless).Lifetime);

    [Fact]
    public void Extended_LivesWithoutEnd() => Assert.Null(KeyPolicy.For(Tier.Extended).Lifetime);

    [Fact]
    public void EveryTier_HasAPolicy() => Assert.All(Enum.GetValues<Tier>(), tier => Assert.NotNull(KeyPolicy.For(tier)));

    [Fact]
    public void UnknownTier_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => KeyPolicy.For((Tier)77));

    [Fact]
    public void DefaultTier_IsTheWeaker() => Assert.Equal(Tier.Permissionless, default);
}
