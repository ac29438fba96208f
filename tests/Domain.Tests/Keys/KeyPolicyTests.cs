using AkashChat.Domain.Keys;

namespace AkashChat.Domain.Tests.Keys;

public sealed class KeyPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 9, 10, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Permissionless_LivesFiveDays() => Assert.Equal(Now.AddDays(5), KeyPolicy.Permissionless.EndFor(Now));

    [Fact]
    public void Extended_LivesWithoutEnd() => Assert.Null(KeyPolicy.Extended.EndFor(Now));

    [Fact]
    public void LastEnd_IsStoredWithNoKeySoThatItCanBePutOff() =>
        Assert.Equal(Now.AddDays(5), (KeyPolicy.Permissionless with { LastEnd = Now.AddDays(1) }).EndFor(Now));

    [Theory]
    [InlineData(3, 3)]
    [InlineData(9, 5)]
    public void LastEnd_IsTheLastEndOfAll(int lastEndDays, int expectedDays)
    {
        var policy = KeyPolicy.Permissionless with { LastEnd = Now.AddDays(lastEndDays) };

        Assert.Equal(Now.AddDays(expectedDays), policy.EndUnder(policy.EndFor(Now)));
        Assert.Equal(Now.AddDays(lastEndDays), policy.EndUnder(null));
    }
}
