using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Domain.Tests.Gateway;

/// <summary>Counts, limits and speed.</summary>
public sealed class DeploymentStateTests
{
    private const long Now = ACandidate.Now;

    private readonly DeploymentState _state = new();

    [Fact]
    public void ParallelLimit_HoldsUntilARequestEnds()
    {
        var deployment = ACandidate.Deployment() with { MaxParallelRequests = 2 };
        Assert.NotEqual(Passage.None, _state.TryBegin(deployment, Now));
        Assert.NotEqual(Passage.None, _state.TryBegin(deployment, Now));
        Assert.False(_state.HasRoom(deployment, Now));
        Assert.Equal(Passage.None, _state.TryBegin(deployment, Now));

        _state.End(Passage.Normal, 0, Now);

        Assert.True(_state.HasRoom(deployment, Now));
        Assert.NotEqual(Passage.None, _state.TryBegin(deployment, Now));
    }

    [Fact]
    public void RequestsOfAMinute_HoldUntilTheNext()
    {
        var deployment = ACandidate.Deployment() with { RequestsPerMinute = 1 };
        Assert.NotEqual(Passage.None, _state.TryBegin(deployment, Now));
        _state.End(Passage.Normal, 0, Now);
        Assert.False(_state.HasRoom(deployment, Now));
        Assert.Equal(Passage.None, _state.TryBegin(deployment, Now));
        Assert.Equal(1, _state.Requests(Now));

        Assert.NotEqual(Passage.None, _state.TryBegin(deployment, Now + TimeSpan.TicksPerMinute));
    }

    [Fact]
    public void TokensOfAMinute_HoldUntilTheNext()
    {
        var deployment = ACandidate.Deployment() with { TokensPerMinute = 100 };
        Assert.NotEqual(Passage.None, _state.TryBegin(deployment, Now));
        _state.End(Passage.Normal, 100, Now);

        Assert.False(_state.HasRoom(deployment, Now));
        Assert.True(_state.HasRoom(deployment, Now + TimeSpan.TicksPerMinute));
    }

    [Fact]
    public void OtherInstances_CountInTheLimitsButNotAsOwn()
    {
        var deployment = ACandidate.Deployment() with { RequestsPerMinute = 10, TokensPerMinute = 100 };
        _state.NoteOthers(9, 99, Now);
        Assert.NotEqual(Passage.None, _state.TryBegin(deployment, Now));
        _state.End(Passage.Normal, 1, Now);

        Assert.Equal((10, 100), (_state.Requests(Now), _state.Tokens(Now)));
        Assert.Equal((1, 1), _state.Own(Now));
        Assert.False(_state.HasRoom(deployment, Now));
    }

    [Fact]
    public void MomentOfTheMinuteBefore_DoesNotTurnTheCountBack()
    {
        var next = Now + TimeSpan.TicksPerMinute;
        Assert.NotEqual(Passage.None, _state.TryBegin(ACandidate.Deployment(), next));

        Assert.NotEqual(Passage.None, _state.TryBegin(ACandidate.Deployment(), Now));

        Assert.Equal(2, _state.Requests(next));
    }

    [Fact]
    public void ManyAtOnceOverTurningMinutes_NeverCountBelowZeroAndEndAtZero()
    {
        var deployment = ACandidate.Deployment() with { MaxParallelRequests = 3 };
        var most = 0;
        var lowest = 0L;

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            var random = new Random(worker);
            for (var step = 0; step < 20_000; step++)
            {
                var now = Now + (step * TimeSpan.TicksPerSecond / 10);
                if (_state.TryBegin(deployment, now) != Passage.None)
                {
                    InterlockedMax(ref most, _state.OpenRequests);
                    End(random.Next(3), now);
                }

                if (_state.Requests(now) < 0 || _state.Tokens(now) < 0)
                {
                    Interlocked.Exchange(ref lowest, -1);
                }
            }
        });

        Assert.Equal((0, 0L), (_state.OpenRequests, lowest));
        Assert.InRange(most, 1, 8);
    }

    [Fact]
    public void Latency_IsOfTheKindThatIsAskedAndAMinuteOldAtMost()
    {
        _state.NoteLatency(streamed: false, 300, Now);
        Assert.True(double.IsNaN(_state.Latency(streamed: true, Now)));

        _state.NoteLatency(streamed: true, 900, Now);
        Assert.Equal((900, 300), (_state.Latency(streamed: true, Now), _state.Latency(streamed: false, Now)));
        Assert.Equal(900, _state.Latency(streamed: true, Now + TimeSpan.TicksPerMinute));
        Assert.True(double.IsNaN(_state.Latency(streamed: true, Now + TimeSpan.TicksPerMinute + 1)));
    }

    [Theory]
    [InlineData(0, 1_050)]
    [InlineData(10, 1_632)]
    [InlineData(600, 2_000)]
    public void Latency_FollowsTheNewestTheMoreTheLongerItWasSilent(int secondsLater, double expected)
    {
        _state.NoteLatency(streamed: true, 1_000, Now);

        var later = Now + (secondsLater * TimeSpan.TicksPerSecond);
        _state.NoteLatency(streamed: true, 2_000, later);

        Assert.Equal(expected, _state.Latency(streamed: true, later), tolerance: 1);
    }

    private void End(int way, long now)
    {
        switch (way)
        {
            case 0:
                _state.End(Passage.Normal, 5, now);
                break;
            case 1:
                _state.End(Passage.Normal, 0, now);
                break;
            default:
                _state.End(Passage.Normal, 0, now);
                _state.Blame(ACandidate.Failure(FailureKind.BadRequest), Passage.Normal, wasAnswer: false, CooldownRules.Default, now);
                break;
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var known = Volatile.Read(ref most); value > known; known = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, known);
        }
    }
}
