using AkashChat.Domain.Keys;

namespace AkashChat.Domain.Tests.Keys;

public sealed class KeyWarningTests
{
    private static readonly DateTimeOffset Made = new(2026, 11, 9, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(5, 3.9, false)]
    [InlineData(5, 4, true)]
    [InlineData(5, 4.99, true)]
    [InlineData(5, 5, false)]
    [InlineData(365, 357.9, false)]
    [InlineData(365, 358, true)]
    public void Warning_ComesForTheLastFifthOfTheLifeButAtMostAWeek(double life, double age, bool due) =>
        Assert.Equal(due, KeyWarning.IsDue(Made, Made.AddDays(life), Made.AddDays(age)));

    [Fact]
    public void WithoutEnd_NeverWarns() => Assert.False(KeyWarning.IsDue(Made, null, Made.AddYears(10)));
}
