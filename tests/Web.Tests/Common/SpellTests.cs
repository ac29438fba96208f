using AkashChat.Web.Common;

namespace AkashChat.Web.Tests.Common;

public sealed class SpellTests
{
    [Theory]
    [InlineData(0, "0 seconds")]
    [InlineData(1, "1 second")]
    [InlineData(59, "59 seconds")]
    [InlineData(60, "1 minute")]
    [InlineData(3_599, "60 minutes")]
    [InlineData(7_200, "2 hours")]
    [InlineData(86_400, "1 day")]
    [InlineData((5 * 86_400) - 3, "5 days")]
    public void Span_IsInItsLargestUnit(int seconds, string expected) =>
        Assert.Equal(expected, Spell.Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "$0.00")]
    [InlineData(2_500_000, "$2.50")]
    [InlineData(125, "$0.000125")]
    [InlineData(12_345_000_000, "$12,345.00")]
    public void Usd_HasAsManyDigitsAsItNeeds(long microUsd, string expected) => Assert.Equal(expected, Spell.Usd(microUsd));

    [Fact]
    public void NumberAndDay_AreReadAlikeEverywhere() =>
        Assert.Equal(("1,234,567", "2026-11-09"), (Spell.Number(1_234_567), Spell.Day(new DateOnly(2026, 11, 9))));

    [Fact]
    public void Mebibytes_AreRoundedDown() => Assert.Equal("32 MiB", Spell.Mebibytes((32 << 20) + 1));
}
