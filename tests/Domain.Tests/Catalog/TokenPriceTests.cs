using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Tests.Catalog;

public sealed class TokenPriceTests
{
    [Theory]
    [InlineData(0, 0, 1_000, 1_000, 0)]
    [InlineData(150_000_000, 600_000_000, 11, 7, 6)] // 0.15 and 0.60 USD per million: 5.85 µUSD
    [InlineData(500_000_000, 0, 1, 0, 1)] // half a µUSD
    [InlineData(499_999_999, 0, 1, 0, 0)]
    [InlineData(1_500_000_000, 0, 1, 0, 2)]
    [InlineData(1, 0, 499_999_999, 0, 0)]
    [InlineData(1, 0, 500_000_000, 0, 1)]
    [InlineData(1_000_000_000_000_000, 1_000_000_000_000_000, 1, 1, 2_000_000)]
    public void Cost_IsExactAndRoundedHalfUp(long input, long output, long prompt, long completion, long expected) =>
        Assert.Equal(expected, new TokenPrice(input, output).CostMicroUsd(prompt, completion));

    [Fact]
    public void CostBeyondAllBounds_IsTheHighestThatCanBeStored() =>
        Assert.Equal(long.MaxValue, new TokenPrice(TokenPrice.FemtoUsdPerUsd, TokenPrice.FemtoUsdPerUsd).CostMicroUsd(long.MaxValue, long.MaxValue));
}
