using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Tests.Gateway.Routing;

/// <summary>Conversations stay where they are, as far as the load allows.</summary>
public sealed class PrefixAffinityTests
{
    private const int Conversations = 20_000;

    [Fact]
    public void Conversation_StaysOnEveryInstance()
    {
        var one = Candidates(10);
        var other = Candidates(10).Reverse().ToArray();

        Assert.All(Keys(), key => Assert.Equal(Chosen(one, key), Chosen(other, key)));
    }

    [Fact]
    public void DeploymentThatGoes_MovesOnlyItsOwnShare()
    {
        var all = Candidates(10);
        var rest = all[..9];

        var moved = Keys().Where(key => Chosen(all, key) != Chosen(rest, key)).ToList();

        Assert.All(moved, key => Assert.Equal("scripted-10", Chosen(all, key)));
        Assert.Equal(0.1, (double)moved.Count / Conversations, tolerance: 0.01);
        Assert.Equal(9, moved.Select(key => Chosen(rest, key)).Distinct().Count());
    }

    [Fact]
    public void Conversations_SpreadByWeight()
    {
        Candidate[] candidates = [Candidate(1, weight: 1), Candidate(2, weight: 3), Candidate(3, weight: 4)];

        var shares = Keys().GroupBy(key => Chosen(candidates, key)).OrderBy(group => group.Key).Select(group => (double)group.Count() / Conversations).ToArray();

        Assert.All(shares.Zip([0.125, 0.375, 0.5]), pair => Assert.Equal(pair.Second, pair.First, tolerance: 0.015));
    }

    [Theory]
    [InlineData(1.25)]
    [InlineData(2)]
    public void OneConversationOfAll_StaysWithinTheLoadBound(double bound)
    {
        const int requests = 400;
        var candidates = Candidates(4);
        for (var open = 1; open <= requests; open++)
        {
            var chosen = candidates[PrefixAffinity.Choose(candidates, 4711, bound)];
            Assert.NotEqual(Passage.None, chosen.State.TryBegin(chosen.Deployment, 0));
            Assert.InRange(chosen.State.OpenRequests, 1, (int)Math.Ceiling(bound * open / candidates.Length));
        }

        var home = Chosen(Candidates(4), 4711);
        Assert.Equal(requests * bound / 4, candidates.Single(candidate => candidate.Deployment.Id == home).State.OpenRequests, tolerance: 1);
    }

    [Fact]
    public void BusyHome_IsLeftForTheSameNextOneAndComeBackTo()
    {
        var candidates = Candidates(4);
        var home = candidates[PrefixAffinity.Choose(candidates, 4711, 1.25)];
        for (var open = 0; open < 10; open++)
        {
            Assert.NotEqual(Passage.None, home.State.TryBegin(home.Deployment, 0));
        }

        var away = Chosen(candidates, 4711);
        Assert.NotEqual(home.Deployment.Id, away);
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(away, Chosen(candidates, 4711)));

        for (var open = 0; open < 10; open++)
        {
            home.State.End(Passage.Normal, 0, 0);
        }

        Assert.Equal(home.Deployment.Id, Chosen(candidates, 4711));
    }

    [Fact]
    public void Router_KeepsAConversationTogetherAndLeavesItsHomeWhenItCools()
    {
        var world = new RoutingWorld(RoutingWorld.Many(5)) { Request = new RoutingRequest { Affinity = 4711 } };
        var home = Assert.Single(world.Seen());

        world.Fail(home, FailureKind.Authentication);
        Assert.NotEqual(home, Assert.Single(world.Seen()));

        world.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(home, Assert.Single(world.Seen()));
    }

    private static ulong[] Keys()
    {
        var random = new Random(20261126);
        return [.. Enumerable.Range(0, Conversations).Select(_ => (ulong)random.NextInt64())];
    }

    private static string Chosen(Candidate[] candidates, ulong key) => candidates[PrefixAffinity.Choose(candidates, key, 1.25)].Deployment.Id;

    private static Candidate[] Candidates(int count) => [.. Enumerable.Range(1, count).Select(number => Candidate(number))];

    private static Candidate Candidate(int number, double weight = 1) => new(RoutingWorld.Numbered(number), new DeploymentState(), weight);
}
