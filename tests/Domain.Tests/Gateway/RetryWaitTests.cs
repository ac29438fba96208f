using AkashChat.Domain.Gateway;

namespace AkashChat.Domain.Tests.Gateway;

public sealed class RetryWaitTests
{
    [Theory]
    [InlineData(0, 500)]
    [InlineData(1, 1_000)]
    [InlineData(3, 4_000)]
    [InlineData(4, 8_000)]
    [InlineData(1_000, 8_000)]
    public void Wait_DoublesUpToEightSecondsLessAQuarterAtMost(int repeats, int longestMilliseconds)
    {
        var random = new Random(7);
        var waits = Enumerable.Range(0, 1_000).Select(_ => RetryWait.Of(repeats, TimeSpan.Zero, random).TotalMilliseconds).ToList();

        Assert.InRange(waits.Max(), longestMilliseconds * 0.99, longestMilliseconds);
        Assert.InRange(waits.Min(), longestMilliseconds * 0.75, longestMilliseconds * 0.76);
    }

    [Fact]
    public void Wait_IsNeverShorterThanTheMinimum() =>
        Assert.Equal(TimeSpan.FromSeconds(3), RetryWait.Of(0, TimeSpan.FromSeconds(3), new Random(7)));
}
