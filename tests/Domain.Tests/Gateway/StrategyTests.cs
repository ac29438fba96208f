using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Domain.Tests.Gateway;

/// <summary>Whom each strategy chooses.</summary>
public sealed class StrategyTests
{
    private const int Choices = 20_000;

    private readonly Random _random = new(20261126);

    [Theory]
    [InlineData(new[] { 1.0, 1.0 }, new[] { 0.5, 0.5 })]
    [InlineData(new[] { 1.0, 3.0 }, new[] { 0.25, 0.75 })]
    [InlineData(new[] { 2.0, 0.0, 6.0 }, new[] { 0.25, 0, 0.75 })]
    [InlineData(new[] { 0.0, 0.0 }, new[] { 0.5, 0.5 })]
    public void SimpleShuffle_FollowsTheWeights(double[] weights, double[] shares)
    {
        Candidate[] candidates = [.. weights.Select(weight => ACandidate.Of(weight))];

        var counts = ACandidate.Count(candidates.Length, Choices, () => SimpleShuffle.Choose(candidates, _random));

        AssertShares(shares, counts);
    }

    [Fact]
    public void Weights_AreTheSaidOnesElseRpmElseTpm()
    {
        Assert.Equal([3, 1], WeightsOf(With(weight: 3, rpm: 10), With(rpm: 90)));
        Assert.Equal([10, 90], WeightsOf(With(rpm: 10, tpm: 5), With(rpm: 90, tpm: 5)));
        Assert.Equal([5, 7], WeightsOf(With(rpm: 10, tpm: 5), With(tpm: 7)));
        Assert.Equal([1, 1], WeightsOf(With(rpm: 10), With()));
    }

    [Fact]
    public void Ranks_AreInOrder()
    {
        var pool = Pool(With(order: 2), With(order: 1), With(order: 2), With());

        Assert.Equal([0, 1, 2], pool.Ranks.Select(rank => rank.Candidates[0].Deployment.Order));
        Assert.Equal([1, 1, 2], pool.Ranks.Select(rank => rank.Candidates.Length));
        Assert.Equal(4, pool.Count);
    }

    [Fact]
    public void LeastBusy_OfAFewTakesTheIdleOneAlways()
    {
        Candidate[] candidates = [ACandidate.Of().WithOpen(2), ACandidate.Of().WithOpen(1), ACandidate.Of(), ACandidate.Of().WithOpen(1)];

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(2, LeastBusy.Choose(candidates, _random)));
    }

    [Fact]
    public void LeastBusy_CountsRelativeToTheWeight()
    {
        Candidate[] candidates = [ACandidate.Of(weight: 4).WithOpen(2), ACandidate.Of(weight: 1)];

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(0, LeastBusy.Choose(candidates, _random)));
    }

    [Fact]
    public void LeastBusy_EqualsTakeTurns()
    {
        Candidate[] candidates = [ACandidate.Of(), ACandidate.Of(), ACandidate.Of()];

        AssertShares([1 / 3.0, 1 / 3.0, 1 / 3.0], ACandidate.Count(3, Choices, () => LeastBusy.Choose(candidates, _random)));
    }

    [Fact]
    public void LeastBusy_OfManyStaysEvenWithoutLookingAtAll()
    {
        Candidate[] candidates = [.. Enumerable.Range(0, 50).Select(_ => ACandidate.Of())];

        for (var request = 0; request < 50 * 20; request++)
        {
            candidates[LeastBusy.Choose(candidates, _random)].WithOpen(1);
        }

        // At random without a choice of two, the busiest of 50 would have about 31.
        Assert.InRange(candidates.Max(candidate => candidate.State.OpenRequests), 20, 24);
    }

    [Fact]
    public void LatencyBased_TakesTheFastest()
    {
        Candidate[] candidates = [ACandidate.Of().WithLatency(900), ACandidate.Of().WithLatency(300), ACandidate.Of().WithLatency(301)];

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(1, LatencyBased.Choose(candidates, streamed: true, buffer: 0, ACandidate.Now, _random)));
    }

    [Fact]
    public void LatencyBased_LooksAtWhatIsAsked()
    {
        Candidate[] candidates =
        [
            ACandidate.Of().WithLatency(900, streamed: true).WithLatency(10, streamed: false),
            ACandidate.Of().WithLatency(300, streamed: true).WithLatency(20, streamed: false),
        ];

        Assert.Equal(1, LatencyBased.Choose(candidates, streamed: true, buffer: 0, ACandidate.Now, _random));
        Assert.Equal(0, LatencyBased.Choose(candidates, streamed: false, buffer: 0, ACandidate.Now, _random));
    }

    [Fact]
    public void LatencyBased_OpenRequestsMakeTheFastestSlower()
    {
        Candidate[] candidates = [ACandidate.Of().WithLatency(300).WithOpen(3), ACandidate.Of().WithLatency(900)];

        Assert.Equal(1, LatencyBased.Choose(candidates, streamed: true, buffer: 0, ACandidate.Now, _random));
    }

    [Fact]
    public void LatencyBased_UnseenOneIsTriedButNotByAllAtOnce()
    {
        Candidate[] candidates = [ACandidate.Of().WithLatency(300).WithOpen(1), ACandidate.Of()];
        Assert.Equal(1, LatencyBased.Choose(candidates, streamed: true, buffer: 0, ACandidate.Now, _random));

        candidates[1].WithOpen(2);

        Assert.Equal(0, LatencyBased.Choose(candidates, streamed: true, buffer: 0, ACandidate.Now, _random));
    }

    [Fact]
    public void LatencyBased_WithinTheBufferAllAreEqual()
    {
        Candidate[] candidates = [ACandidate.Of().WithLatency(1_000), ACandidate.Of().WithLatency(1_100), ACandidate.Of().WithLatency(1_300)];

        AssertShares([0.5, 0.5, 0], ACandidate.Count(3, Choices, () => LatencyBased.Choose(candidates, streamed: true, buffer: 0.2, ACandidate.Now, _random)));
    }

    [Fact]
    public void LatencyBased_NobodyKnown_TakesTheLeastBusy()
    {
        Candidate[] candidates = [ACandidate.Of().WithOpen(1), ACandidate.Of(), ACandidate.Of().WithOpen(1)];

        Assert.Equal(1, LatencyBased.Choose(candidates, streamed: true, buffer: 0, ACandidate.Now, _random));
    }

    [Fact]
    public void UsageBased_TakesTheOneWithFewestTokensOfItsLimit()
    {
        Candidate[] candidates =
        [
            ACandidate.Of(deployment: With(tpm: 1_000)).WithUsed(1, 100),
            ACandidate.Of(deployment: With(tpm: 10_000)).WithUsed(1, 500),
        ];

        Assert.Equal(1, UsageBased.Choose(candidates, ACandidate.Now, _random));
    }

    [Fact]
    public void UsageBased_RequestsDecideBetweenEquals()
    {
        Candidate[] candidates = [ACandidate.Of().WithUsed(3, 0), ACandidate.Of().WithUsed(2, 0)];

        Assert.Equal(1, UsageBased.Choose(candidates, ACandidate.Now, _random));
    }

    [Fact]
    public void UsageBased_OpenRequestsCountLikeFinishedOnes()
    {
        Candidate[] candidates = [ACandidate.Of().WithUsed(2, 200).WithOpen(4), ACandidate.Of().WithUsed(5, 500)];

        Assert.Equal(1, UsageBased.Choose(candidates, ACandidate.Now, _random));
    }

    [Fact]
    public void UsageBased_NewMinuteBeginsWithEquals()
    {
        Candidate[] candidates = [ACandidate.Of().WithUsed(3, 700), ACandidate.Of()];

        AssertShares([0.5, 0.5], ACandidate.Count(2, Choices, () => UsageBased.Choose(candidates, ACandidate.Now + TimeSpan.TicksPerMinute, _random)));
    }

    [Fact]
    public void CostBased_TakesTheCheapestAndTheUnknownLast()
    {
        Candidate[] candidates = [Priced(null), Priced(new TokenPrice(5, 5)), Priced(new TokenPrice(1, 8)), Priced(new TokenPrice(9, 0))];
        AssertShares([0, 0, 0.5, 0.5], ACandidate.Count(4, Choices, () => CostBased.Choose(candidates, _random)));

        Candidate[] unknown = [Priced(null), Priced(new TokenPrice(long.MaxValue, long.MaxValue))];
        Assert.Equal(1, CostBased.Choose(unknown, _random));
    }

    private static Candidate Priced(TokenPrice? price) => ACandidate.Of(deployment: ACandidate.Deployment() with { Price = price });

    private static Deployment With(double? weight = null, long? rpm = null, long? tpm = null, int order = 0) => ACandidate.Deployment() with
    {
        Weight = weight ?? 1,
        HasWeight = weight is not null,
        RequestsPerMinute = rpm,
        TokensPerMinute = tpm,
        Order = order,
    };

    private static DeploymentPool Pool(params Deployment[] deployments) => new(new ModelGroup("m", null, [.. deployments]), _ => new DeploymentState());

    private static IEnumerable<double> WeightsOf(params Deployment[] deployments) => Pool(deployments).Ranks[0].Candidates.Select(candidate => candidate.Weight);

    private static void AssertShares(double[] shares, int[] counts) =>
        Assert.All(shares.Zip(counts), pair => Assert.Equal(pair.First, (double)pair.Second / Choices, tolerance: 0.02));
}
