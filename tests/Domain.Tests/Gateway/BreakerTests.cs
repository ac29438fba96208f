using System.Collections.Frozen;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Domain.Tests.Gateway;

/// <summary>When a deployment is left alone, for how long, and how it comes back.</summary>
public sealed class BreakerTests
{
    private const long Now = ACandidate.Now;

    private readonly DeploymentState _state = new();

    [Theory]
    [InlineData(FailureKind.BadRequest, 0)]
    [InlineData(FailureKind.ContextWindow, 0)]
    [InlineData(FailureKind.ContentPolicy, 0)]
    [InlineData(FailureKind.NotFound, 0)]
    [InlineData(FailureKind.Authentication, 1)]
    [InlineData(FailureKind.RateLimit, 1)]
    [InlineData(FailureKind.Unreachable, 1)]
    [InlineData(FailureKind.Timeout, 5)]
    [InlineData(FailureKind.InternalServerError, 5)]
    [InlineData(FailureKind.ServiceUnavailable, 5)]
    [InlineData(FailureKind.BadGateway, 5)]
    public void EachKind_CoolsAfterItsNumberOfFailures(FailureKind kind, int expected) => Assert.Equal(expected, FirstToCool(kind, CooldownRules.Default));

    [Theory]
    [InlineData(FailureKind.NotFound, 0)]
    [InlineData(FailureKind.Authentication, 1)]
    [InlineData(FailureKind.RateLimit, 1)]
    [InlineData(FailureKind.Unreachable, 4)]
    [InlineData(FailureKind.Timeout, 4)]
    [InlineData(FailureKind.InternalServerError, 4)]
    [InlineData(FailureKind.ServiceUnavailable, 4)]
    [InlineData(FailureKind.BadGateway, 4)]
    public void AllowedFails_ReplaceTheShare(FailureKind kind, int expected) => Assert.Equal(expected, FirstToCool(kind, new CooldownRules { AllowedFails = 3 }));

    [Theory]
    [InlineData(FailureKind.NotFound, 3)]
    [InlineData(FailureKind.RateLimit, 3)]
    [InlineData(FailureKind.InternalServerError, 8)]
    public void AllowedFailsOfAKind_ComeFirst(FailureKind kind, int expected)
    {
        var rules = new CooldownRules
        {
            AllowedFails = 7,
            AllowedFailsOf = new Dictionary<FailureKind, int> { [FailureKind.NotFound] = 2, [FailureKind.RateLimit] = 2 }.ToFrozenDictionary(),
        };

        Assert.Equal(expected, FirstToCool(kind, rules));
    }

    [Theory]
    [InlineData(FailureKind.Authentication)]
    [InlineData(FailureKind.RateLimit)]
    [InlineData(FailureKind.Unreachable)]
    [InlineData(FailureKind.InternalServerError)]
    public void SwitchedOff_NothingCools(FailureKind kind)
    {
        var rules = new CooldownRules { IsOff = true, AllowedFails = 0 };

        Assert.All(Enumerable.Range(0, 20), _ => Assert.False(_state.FailOnce(kind, rules: rules, retryAfter: TimeSpan.FromSeconds(9))));
    }

    [Fact]
    public void HalfOfTheMinutesRequests_MayFail()
    {
        for (var number = 0; number < 5; number++)
        {
            Assert.NotEqual(Passage.None, _state.TryBegin(ACandidate.Deployment(), Now));
            _state.Praise(Now);
            _state.End(Passage.Normal, 0, Now);
        }

        Assert.Equal(6, FirstToCool(FailureKind.InternalServerError, CooldownRules.Default));
    }

    [Fact]
    public void FailuresOfAnotherMinute_DoNotCount()
    {
        for (var number = 0; number < 4; number++)
        {
            Assert.False(_state.FailOnce(FailureKind.Timeout));
        }

        Assert.False(_state.FailOnce(FailureKind.Timeout, Now + TimeSpan.TicksPerMinute));
    }

    [Theory]
    [InlineData(FailureKind.Authentication, 5_000, 5_000)]
    [InlineData(FailureKind.Authentication, 120_000, 120_000)]
    [InlineData(FailureKind.RateLimit, 5_000, 1_000)]
    [InlineData(FailureKind.Unreachable, 5_000, 1_000)]
    [InlineData(FailureKind.Unreachable, 300, 300)]
    public void Length_IsTheRulesUnlessFindingOutIsCheap(FailureKind kind, int rulesMilliseconds, int expectedMilliseconds)
    {
        Assert.True(_state.FailOnce(kind, rules: new CooldownRules { Time = TimeSpan.FromMilliseconds(rulesMilliseconds) }));

        Assert.Equal(TimeSpan.FromMilliseconds(expectedMilliseconds), _state.CoolsFor(Now));
    }

    [Theory]
    [InlineData(FailureKind.RateLimit, 7, 7)]
    [InlineData(FailureKind.ServiceUnavailable, 40, 40)]
    [InlineData(FailureKind.ServiceUnavailable, 1_000_000, 3_600)]
    public void WhatTheServerAsksFor_IsObeyedUpToAnHour(FailureKind kind, int askedSeconds, int expectedSeconds)
    {
        Assert.True(_state.FailOnce(kind, retryAfter: TimeSpan.FromSeconds(askedSeconds)));

        Assert.Equal(TimeSpan.FromSeconds(expectedSeconds), _state.CoolsFor(Now));
        Assert.False(_state.IsHealthy(Now + TimeSpan.FromSeconds(expectedSeconds).Ticks - 1));
        Assert.True(_state.IsHealthy(Now + TimeSpan.FromSeconds(expectedSeconds).Ticks));
    }

    [Fact]
    public void WhatTheServerAsksFor_IsObeyedThoughOlderRequestsGoWell()
    {
        Assert.NotEqual(Passage.None, _state.TryBegin(ACandidate.Deployment(), Now));
        Assert.True(_state.FailOnce(FailureKind.RateLimit, retryAfter: TimeSpan.FromSeconds(30)));

        _state.Answer(Passage.Normal);
        _state.End(Passage.Normal, 10, Now + TimeSpan.TicksPerSecond);

        Assert.False(_state.IsHealthy(Now + TimeSpan.TicksPerSecond));
        Assert.Equal(TimeSpan.FromSeconds(29), _state.CoolsFor(Now + TimeSpan.TicksPerSecond));
    }

    [Fact]
    public void FailedTrials_DoubleTheLengthUpToAMinute()
    {
        var now = Now;
        var lengths = new List<double>();
        for (var trial = 0; trial < 7; trial++)
        {
            Assert.True(_state.FailOnce(FailureKind.Authentication, now));
            lengths.Add(_state.CoolsFor(now).TotalSeconds);
            now += _state.CoolsFor(now).Ticks;
        }

        Assert.Equal([5, 10, 20, 40, 60, 60, 60], lengths);
    }

    [Fact]
    public void RequestsThatFailTogether_CountAsOne()
    {
        const int together = 50;
        for (var number = 0; number < together; number++)
        {
            Assert.NotEqual(Passage.None, _state.TryBegin(ACandidate.Deployment(), Now));
        }

        for (var number = 0; number < together; number++)
        {
            _state.End(Passage.Normal, 0, Now);
            _state.Blame(ACandidate.Failure(FailureKind.Unreachable), Passage.Normal, wasAnswer: false, CooldownRules.Default, Now);
        }

        Assert.Equal(TimeSpan.FromSeconds(1), _state.CoolsFor(Now));
    }

    [Fact]
    public void TrialThatGoesWell_ClosesAndForgets()
    {
        Assert.True(_state.FailOnce(FailureKind.Authentication));
        var later = Now + TimeSpan.FromSeconds(5).Ticks;
        Assert.True(_state.FailOnce(FailureKind.Authentication, later));
        later += TimeSpan.FromSeconds(10).Ticks;

        Assert.Equal(Passage.Trial, _state.TryBegin(ACandidate.Deployment(), later));
        _state.Answer(Passage.Trial);

        Assert.NotEqual(Passage.None, _state.TryBegin(ACandidate.Deployment(), later));
        Assert.Equal(TimeSpan.Zero, _state.CoolsFor(later));
        Assert.True(_state.FailOnce(FailureKind.Authentication, later));
        Assert.Equal(TimeSpan.FromSeconds(5), _state.CoolsFor(later));
    }

    [Fact]
    public void TrialThatTheRequestItselfSpoils_SaysNothing()
    {
        Assert.True(_state.FailOnce(FailureKind.Authentication));
        var later = Now + TimeSpan.FromSeconds(5).Ticks;

        Assert.False(_state.FailOnce(FailureKind.ContextWindow, later));

        Assert.True(_state.IsHealthy(later));
    }

    [Fact]
    public void HalfOpen_LetsExactlyOneOfManyThrough()
    {
        const int many = 64;
        Assert.True(_state.FailOnce(FailureKind.Authentication));
        var later = Now + TimeSpan.FromSeconds(5).Ticks;
        var requests = _state.Requests(later);
        var passed = 0;

        Parallel.For(0, many, new ParallelOptions { MaxDegreeOfParallelism = many }, _ =>
        {
            if (_state.TryBegin(ACandidate.Deployment(), later) == Passage.Trial)
            {
                Interlocked.Increment(ref passed);
            }
        });

        Assert.Equal((1, 1, requests + 1), (passed, _state.OpenRequests, _state.Requests(later)));
        Assert.Equal(TimeSpan.FromSeconds(5), _state.CoolsFor(later));
    }

    [Fact]
    public void TrialThatTakesLong_MakesRoomForAnother()
    {
        Assert.True(_state.FailOnce(FailureKind.Authentication));
        var later = Now + TimeSpan.FromSeconds(5).Ticks;
        Assert.Equal(Passage.Trial, _state.TryBegin(ACandidate.Deployment(), later));

        Assert.Equal(Passage.None, _state.TryBegin(ACandidate.Deployment(), later + TimeSpan.FromSeconds(4).Ticks));
        Assert.Equal(Passage.Trial, _state.TryBegin(ACandidate.Deployment(), later + TimeSpan.FromSeconds(5).Ticks));
    }

    [Fact]
    public void TrialWithoutResult_MakesRoomForAnother()
    {
        Assert.True(_state.FailOnce(FailureKind.Authentication));
        var later = Now + TimeSpan.FromSeconds(5).Ticks;
        Assert.NotEqual(Passage.None, _state.TryBegin(ACandidate.Deployment(), later));
        Assert.Equal(Passage.None, _state.TryBegin(ACandidate.Deployment(), later));

        _state.End(Passage.Trial, 0, later);

        Assert.NotEqual(Passage.None, _state.TryBegin(ACandidate.Deployment(), later));
        Assert.Equal(Passage.None, _state.TryBegin(ACandidate.Deployment(), later));
    }

    [Fact]
    public void RateLimit_ComesBackWithoutTrial()
    {
        Assert.True(_state.FailOnce(FailureKind.RateLimit, retryAfter: TimeSpan.FromSeconds(3)));
        Assert.True(_state.IsRateLimited);
        var later = Now + TimeSpan.FromSeconds(3).Ticks;

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(Passage.Normal, _state.TryBegin(ACandidate.Deployment(), later)));

        Assert.False(_state.IsRateLimited);
    }

    [Fact]
    public void CooldownThatOthersFoundOut_IsObeyedAndAProbeEndsIt()
    {
        _state.CoolUntil(Now + TimeSpan.FromSeconds(8).Ticks, isRateLimit: false);
        Assert.Equal(Passage.None, _state.TryBegin(ACandidate.Deployment(), Now));
        Assert.Equal(TimeSpan.FromSeconds(8), _state.CoolsFor(Now));

        _state.Recover();

        Assert.NotEqual(Passage.None, _state.TryBegin(ACandidate.Deployment(), Now));
    }

    /// <summary>Lets requests fail until the deployment is left alone.</summary>
    /// <returns>The how-manieth did it; 0: none of many.</returns>
    private int FirstToCool(FailureKind kind, CooldownRules rules) =>
        Enumerable.Range(1, 50).FirstOrDefault(_ => _state.FailOnce(kind, rules: rules));
}
