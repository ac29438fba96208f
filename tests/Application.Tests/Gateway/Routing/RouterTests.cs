using System.Collections.Frozen;
using System.Collections.Immutable;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Tests.Gateway.Routing;

/// <summary>Who is left out, in which order the ranks are asked, and what is said when nobody is left.</summary>
public sealed class RouterTests
{
    private static readonly ModelCapabilities Small = new() { MaxInputTokens = 1_000 };

    [Fact]
    public void TriedOnes_AreLeftOut()
    {
        var world = new RoutingWorld(RoutingWorld.Many(3));
        world.Tried.Add(world[1]);
        world.Tried.Add(world[3]);
        Assert.Equal([2], world.Seen());

        world.Tried.Add(world[2]);

        AssertNobody(world, FailureKind.ServiceUnavailable, GatewayErrors.NoHealthyDeployment, seconds: 1);
    }

    [Fact]
    public void CoolingOnes_AreLeftOutAndComeBack()
    {
        var world = new RoutingWorld(RoutingWorld.Many(2));
        world.Fail(1, FailureKind.Authentication);
        Assert.Equal([2], world.Seen());

        world.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([1, 2], world.Seen());
    }

    [Fact]
    public void AllCooling_TellsWhenTheFirstComesBack()
    {
        var world = new RoutingWorld(RoutingWorld.Many(2));
        world.Fail(1, FailureKind.ServiceUnavailable, TimeSpan.FromSeconds(40));
        world.Fail(2, FailureKind.Authentication);
        world.Clock.Advance(TimeSpan.FromSeconds(2));

        AssertNobody(world, FailureKind.ServiceUnavailable, GatewayErrors.NoHealthyDeployment, seconds: 3);
    }

    [Fact]
    public void AllOverTheirServersLimits_IsARateLimit()
    {
        var world = new RoutingWorld(RoutingWorld.Many(2));
        world.Fail(1, FailureKind.RateLimit, TimeSpan.FromSeconds(9));
        world.Fail(2, FailureKind.RateLimit, TimeSpan.FromSeconds(7));

        AssertNobody(world, FailureKind.RateLimit, GatewayErrors.UpstreamBusy, seconds: 7);
    }

    [Fact]
    public void AllFull_IsARateLimitForASecond()
    {
        var world = new RoutingWorld(RoutingWorld.Many(2).Select(deployment => deployment with { MaxParallelRequests = 1 }));
        world.Open(1);
        Assert.Equal([2], world.Seen());

        world.Open(2);

        AssertNobody(world, FailureKind.RateLimit, GatewayErrors.DeploymentsFull, seconds: 1);
    }

    [Fact]
    public void OneCoolingAndOneFull_IsNoHealthyDeployment()
    {
        var world = new RoutingWorld(RoutingWorld.Numbered(1), RoutingWorld.Numbered(2) with { MaxParallelRequests = 1 });
        world.Fail(1, FailureKind.Authentication);
        world.Open(2);

        AssertNobody(world, FailureKind.ServiceUnavailable, GatewayErrors.NoHealthyDeployment, seconds: 1);
    }

    [Fact]
    public void PromptThatFitsNowhere_IsTooLong()
    {
        var world = new RoutingWorld(RoutingWorld.Numbered(1) with { Capabilities = Small }, RoutingWorld.Numbered(2))
        {
            Rules = new RoutingRules { PreCallChecks = true },
            Request = new RoutingRequest { PromptTokens = 1_001 },
        };
        Assert.Equal([2], world.Seen());

        world = new RoutingWorld(RoutingWorld.Numbered(1) with { Capabilities = Small }) { Rules = world.Rules, Request = world.Request };
        AssertNobody(world, FailureKind.ContextWindow, GatewayErrors.PromptTooLong, seconds: null);

        world.Rules = RoutingRules.Default;
        Assert.Equal([1], world.Seen());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void WhatNobodyCanDo_IsRefused(bool vision, bool tools)
    {
        var able = new ModelCapabilities { Vision = !vision, Tools = !tools };
        var world = new RoutingWorld(RoutingWorld.Numbered(1) with { Capabilities = able }, RoutingWorld.Numbered(2))
        {
            Rules = new RoutingRules { PreCallChecks = true },
            Request = new RoutingRequest { NeedsVision = vision, NeedsTools = tools },
        };
        Assert.Equal([2], world.Seen());

        world = new RoutingWorld(RoutingWorld.Numbered(1) with { Capabilities = able }) { Rules = world.Rules, Request = world.Request };

        AssertNobody(world, FailureKind.BadRequest, GatewayErrors.ModelIncapable, seconds: null);
    }

    [Theory]
    [InlineData("", "", true, true)]
    [InlineData("default,fast", "", true, true)]
    [InlineData("fast", "", true, false)]
    [InlineData("", "fast", true, false)]
    [InlineData("fast,eu", "fast", true, true)]
    [InlineData("fast,eu", "us,eu", true, true)]
    [InlineData("fast,eu", "us", true, false)]
    [InlineData("fast,eu", "fast,eu", false, true)]
    [InlineData("fast,eu", "eu", false, true)]
    [InlineData("fast", "fast,eu", false, false)]
    public void Tags_AreAskedForByAnyOrAll(string has, string asked, bool any, bool takes)
    {
        var world = new RoutingWorld(RoutingWorld.Numbered(1) with { Tags = Split(has) })
        {
            Rules = new RoutingRules { TagFiltering = true, MatchAnyTag = any },
            Request = new RoutingRequest { Tags = Split(asked) },
        };

        if (takes)
        {
            Assert.Equal([1], world.Seen());
        }
        else
        {
            AssertNobody(world, FailureKind.BadRequest, GatewayErrors.NoDeploymentForTags, seconds: null);
        }
    }

    [Fact]
    public void LowestOrder_IsAskedAsLongAsOneOfItCanTakeARequest()
    {
        var world = new RoutingWorld(
            RoutingWorld.Numbered(1) with { Order = 2 },
            RoutingWorld.Numbered(2) with { Order = 1, MaxParallelRequests = 1 },
            RoutingWorld.Numbered(3) with { Order = 1 },
            RoutingWorld.Numbered(4) with { Order = 3 });
        Assert.Equal([2, 3], world.Seen());

        world.Fail(3, FailureKind.Authentication);
        Assert.Equal([2], world.Seen());

        world.Open(2);
        Assert.Equal([1], world.Seen());

        world.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([3], world.Seen());
    }

    [Fact]
    public void StrategyOfAGroup_ComesBeforeTheGeneralOne()
    {
        var world = new RoutingWorld(
            RoutingWorld.Numbered(1) with { Price = new TokenPrice(2, 2) },
            RoutingWorld.Numbered(2) with { Price = new TokenPrice(1, 1) });
        Assert.Equal([1, 2], world.Seen());

        world.Rules = new RoutingRules
        {
            StrategyOf = new Dictionary<string, RoutingStrategy> { ["scripted"] = RoutingStrategy.CostBased }.ToFrozenDictionary(),
        };

        Assert.Equal([2], world.Seen());
    }

    [Theory]
    [InlineData(RoutingStrategy.SimpleShuffle, 5)]
    [InlineData(RoutingStrategy.LeastBusy, 5)]
    [InlineData(RoutingStrategy.LatencyBased, 5)]
    [InlineData(RoutingStrategy.UsageBased, 5)]
    [InlineData(RoutingStrategy.CostBased, 5)]
    [InlineData(RoutingStrategy.SimpleShuffle, 40)]
    [InlineData(RoutingStrategy.LeastBusy, 40)]
    public void ParallelLimitOfDeployments_HoldsWhenManyChooseAtOnce(RoutingStrategy strategy, int deployments)
    {
        const int limit = 3;
        const int callers = 200;
        for (var round = 0; round < 20; round++)
        {
            var world = new RoutingWorld(RoutingWorld.Many(deployments).Select(deployment => deployment with { MaxParallelRequests = limit }))
            {
                Rules = new RoutingRules { Strategy = strategy },
            };
            var choices = new RoutingChoice[callers];

            Parallel.For(0, callers, new ParallelOptions { MaxDegreeOfParallelism = 32 }, caller => choices[caller] = world.Choose());

            var begun = choices.Where(choice => choice.Candidate is not null).GroupBy(choice => choice.Candidate!).ToList();
            Assert.All(begun, chosen => Assert.InRange(chosen.Count(), 1, limit));
            Assert.Equal(Math.Min(callers, deployments * limit), begun.Sum(chosen => chosen.Count()));
            Assert.All(choices, choice => Assert.True(choice.Failure is null || choice.Failure.Error.Code == GatewayErrors.DeploymentsFull.Code, choice.Failure?.Error.Code));
        }
    }

    [Fact]
    public void HalfOpenDeployment_IsGivenToOneOfMany()
    {
        var world = new RoutingWorld(RoutingWorld.Numbered(1));
        world.Fail(1, FailureKind.Authentication);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        var choices = new RoutingChoice[64];

        Parallel.For(0, choices.Length, new ParallelOptions { MaxDegreeOfParallelism = 32 }, caller => choices[caller] = world.Choose());

        Assert.Single(choices, choice => choice.Candidate is not null);
        Assert.All(
            choices.Where(choice => choice.Candidate is null),
            choice => Assert.Equal(FailureKind.ServiceUnavailable, choice.Failure!.Kind));
    }

    private static ImmutableArray<string> Split(string tags) => [.. tags.Split(',', StringSplitOptions.RemoveEmptyEntries)];

    private static void AssertNobody(RoutingWorld world, FailureKind kind, Domain.Common.Error error, int? seconds)
    {
        var choice = world.Choose();

        Assert.Null(choice.Candidate);
        Assert.Equal((kind, error.Code), (choice.Failure!.Kind, choice.Failure.Error.Code));
        TimeSpan? wait = seconds is { } known ? TimeSpan.FromSeconds(known) : null;
        Assert.Equal((wait, wait), (choice.Failure.RetryAfter, choice.Failure.Error.RetryAfter));
    }
}
