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

    [Fact]
    public void Mebibytes_AreRoundedDown() => Assert.Equal("32 MiB", Spell.Mebibytes((32 << 20) + 1));
}
