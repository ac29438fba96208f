using System.Diagnostics;
using AkashChat.Domain.Catalog;
using Xunit.Abstractions;

namespace AkashChat.Application.Tests.Gateway.Routing;

/// <summary>Groups so large that a choice draws a few at random instead of looking at all.</summary>
public sealed class LargeGroupTests(ITestOutputHelper output)
{
    private const int Deployments = 500;

    [Theory]
    [InlineData(RoutingStrategy.SimpleShuffle)]
    [InlineData(RoutingStrategy.LeastBusy)]
    public void AllAlike_GetTheSame(RoutingStrategy strategy)
    {
        const int choices = 300_000;
        var world = WorldOf(strategy);

        var counts = Counts(world, choices);

        // 600 each; seven standard deviations are 172. With six, one run of some 200,000 would fail by chance.
        Assert.Equal(Deployments, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 420, 780));
    }

    [Fact]
    public void Weights_AreFollowed()
    {
        var world = new RoutingWorld(RoutingWorld.Many(Deployments).Select((deployment, index) => deployment with { Weight = index % 2 == 0 ? 1 : 3, HasWeight = true }));

        var counts = Counts(world, 100_000);

        Assert.Equal(0.75, counts.Where(pair => pair.Key % 2 == 0).Sum(pair => pair.Value) / 100_000.0, tolerance: 0.01);
    }

    [Fact]
    public void OpenRequests_StayEven()
    {
        var world = WorldOf(RoutingStrategy.LeastBusy);
        for (var request = 0; request < Deployments * 10; request++)
        {
            Assert.NotNull(world.Choose().Candidate);
        }

        Assert.InRange(Enumerable.Range(1, Deployments).Max(number => world[number].State.OpenRequests), 10, 14);
    }

    [Theory]
    [InlineData(RoutingStrategy.SimpleShuffle)]
    [InlineData(RoutingStrategy.LeastBusy)]
    public void LastHealthyOne_IsFoundAmongAll(RoutingStrategy strategy)
    {
        var world = WorldOf(strategy);
        foreach (var number in Enumerable.Range(1, Deployments).Where(number => number != 321))
        {
            world.Fail(number, FailureKind.Authentication);
        }

        Assert.Equal([321], world.Seen(50));
    }

    [Theory]
    [InlineData(RoutingStrategy.SimpleShuffle)]
    [InlineData(RoutingStrategy.LeastBusy)]
    public void Choice_CostsNotMuchMoreThanAmongFew(RoutingStrategy strategy)
    {
        // Looking at all of them would cost more than 20 times as much.
        const int most = 8;
        var (amongFew, amongMany) = (WorldOf(strategy, 20), WorldOf(strategy));
        var (few, many) = (TimeSpan.MaxValue, TimeSpan.MaxValue);

        // By turns, as the machine's speed changes; and on until both were left in peace once: what disturbs makes them slower only.
        for (var round = 0; round < 20 || (many / few > most && round < 200); round++)
        {
            few = Faster(few, amongFew);
            many = Faster(many, amongMany);
        }

        output.WriteLine($"20: {few.TotalMicroseconds / 2_000:0.00} µs, {Deployments}: {many.TotalMicroseconds / 2_000:0.00} µs a choice");
        Assert.InRange(many / few, 0, most);
    }

    private static RoutingWorld WorldOf(RoutingStrategy strategy, int deployments = Deployments) =>
        new(RoutingWorld.Many(deployments)) { Rules = new RoutingRules { Strategy = strategy } };

    private static Dictionary<int, int> Counts(RoutingWorld world, int choices)
    {
        var counts = new Dictionary<int, int>();
        for (var choice = 0; choice < choices; choice++)
        {
            var number = world.ChooseAndEnd();
            counts[number] = counts.GetValueOrDefault(number) + 1;
        }

        return counts;
    }

    private static TimeSpan Faster(TimeSpan known, RoutingWorld world)
    {
        var began = Stopwatch.GetTimestamp();
        for (var choice = 0; choice < 2_000; choice++)
        {
            world.ChooseAndEnd();
        }

        var took = Stopwatch.GetElapsedTime(began);
        return took < known ? took : known;
    }
}
