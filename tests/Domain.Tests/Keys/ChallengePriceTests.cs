using AkashChat.Domain.Keys;

namespace AkashChat.Domain.Tests.Keys;

public sealed class ChallengePriceTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(11, 2)]
    [InlineData(12, 3)]
    [InlineData(24, 4)]
    [InlineData(48, 5)]
    [InlineData(383, 7)]
    [InlineData(384, 8)]
    [InlineData(1_000_000, 8)]
    public void Network_PaysABitForEachDoublingBeyondTheFreeOnes(int taken, int bits) =>
        Assert.Equal((bits, 0), Parts(ChallengePrice.Of(taken, 3, 0, 1_000)));

    [Theory]
    [InlineData(999, 0)]
    [InlineData(1_000, 1)]
    [InlineData(1_999, 1)]
    [InlineData(2_000, 2)]
    [InlineData(4_000, 3)]
    [InlineData(1_000_000, 3)]
    public void Everybody_PaysAtMostThreeBitsForAllTheOthers(int taken, int bits) =>
        Assert.Equal((0, bits), Parts(ChallengePrice.Of(0, 3, taken, 1_000)));

    [Theory]
    [InlineData(0, 0, 13, 13)]
    [InlineData(8, 3, 13, 24)]
    [InlineData(8, 3, 20, 24)]
    [InlineData(2, 1, 1, 4)]
    public void Difficulty_IsTheUsualOneAndTheBitsUpToTheHighest(int network, int service, int usual, int expected) =>
        Assert.Equal(expected, new ChallengePrice(network, service).DifficultyFrom(usual));

    [Theory]
    [InlineData(0, 15, 15)]
    [InlineData(1, 15, 30)]
    [InlineData(3, 15, 120)]
    [InlineData(4, 15, 240)]
    [InlineData(8, 15, 240)]
    [InlineData(0, 600, 600)]
    [InlineData(8, 600, 600)]
    public void Wait_DoublesUpToFourMinutes(int network, int usualSeconds, int expectedSeconds) =>
        Assert.Equal(TimeSpan.FromSeconds(expectedSeconds), new ChallengePrice(network, 3).WaitFrom(TimeSpan.FromSeconds(usualSeconds)));

    [Theory]
    [InlineData(13, 0, false)]
    [InlineData(13, 1, false)]
    [InlineData(13, 2, true)]
    [InlineData(14, 2, false)]
    [InlineData(14, 8, true)]
    [InlineData(24, 8, false)]
    public void Challenge_IsHoardedIfItsNetworksPriceHasRisenByTwoBits(int paid, int network, bool expected) =>
        Assert.Equal(expected, new ChallengePrice(network, 3).IsHoarded(paid, 13));

    private static (int, int) Parts(ChallengePrice price) => (price.NetworkBits, price.ServiceBits);
}
