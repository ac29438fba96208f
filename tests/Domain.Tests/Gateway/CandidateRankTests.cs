using System.Globalization;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Domain.Tests.Gateway;

public sealed class CandidateRankTests
{
    private const double AlmostOne = 1 - double.Epsilon - 1.1102230246251565E-16;

    [Theory]
    [InlineData(new[] { 1.0, 1.0 }, new[] { 5_000, 5_000 })]
    [InlineData(new[] { 1.0, 3.0 }, new[] { 2_500, 7_500 })]
    [InlineData(new[] { 0.5, 0.0, 1.5 }, new[] { 2_500, 0, 7_500 })]
    [InlineData(new[] { 9.0, 0.5, 0.5 }, new[] { 9_000, 500, 500 })]
    public void EvenSamples_FallByWeight(double[] weights, int[] expected)
    {
        const int samples = 10_000;
        var deployments = Deployments(weights);

        var counts = new int[weights.Length];
        for (var sample = 0; sample < samples; sample++)
        {
            counts[deployments.Candidates.IndexOf(deployments.At((double)sample / samples))]++;
        }

        Assert.All(counts.Zip(expected), pair => Assert.InRange(pair.First, pair.Second - 1, pair.Second + 1));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(AlmostOne)]
    public void WeightZero_IsNeverChosen(double sample)
    {
        var deployments = Deployments(0, 1, 0);

        Assert.Same(deployments.Candidates[1], deployments.At(sample));
    }

    [Fact]
    public void SampleZero_FallsOnTheFirst()
    {
        var deployments = Deployments(1, 1);

        Assert.Same(deployments.Candidates[0], deployments.At(0));
    }

    [Fact]
    public void SampleBelowOne_FallsOnTheLast()
    {
        var deployments = Deployments(0.1, 0.2, 0.3, 0.1);

        Assert.Same(deployments.Candidates[3], deployments.At(AlmostOne));
    }

    [Fact]
    public void OnlyOne_IsAlwaysChosen()
    {
        var deployments = Deployments(0.001);

        Assert.All([0.0, 0.3, AlmostOne], sample => Assert.Same(deployments.Candidates[0], deployments.At(sample)));
    }

    [Fact]
    public void AllZero_CountTheSame()
    {
        var deployments = Deployments(0, 0);

        Assert.Same(deployments.Candidates[0], deployments.At(0.4));
        Assert.Same(deployments.Candidates[1], deployments.At(0.6));
    }

    private static CandidateRank Deployments(params double[] weights) => new(
    [
        .. weights.Index().Select(weight => new Candidate(
            new Deployment
            {
                Id = weight.Index.ToString(CultureInfo.InvariantCulture),
                ModelName = "m",
                UpstreamModel = "m",
                BaseAddress = new Uri("http://127.0.0.1/v1/"),
            },
            new DeploymentState(),
            weight.Item)),
    ]);
}
