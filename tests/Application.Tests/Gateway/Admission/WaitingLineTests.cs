using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Application.Tests.Gateway.Admission;

public sealed class WaitingLineTests
{
    private static readonly KeySnapshot Key = AKeySnapshot.With(KeyLimits.None);
    private static readonly AdmissionDecision Refused = AdmissionDecision.Refused(Key, LimitErrors.ParallelRequests with { RetryAfter = TimeSpan.FromSeconds(1) }, []);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new(AMoment.Now);
    private readonly LimitReleases _releases = new();
    private readonly Lock _lock = new();
    private readonly List<Guid> _served = [];
    private int _places;

    [Fact]
    public async Task Waiting_EndsAsSoonAsAPlaceIsGivenBack()
    {
        var line = new WaitingLine(new WaitingLineOptions(), _releases, _clock);
        var waiting = line.WaitAsync(Refused, Request(Guid.NewGuid()), CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        GiveBack(1);

        Assert.Null((await waiting.WaitAsync(Long)).Refusal);
        Assert.Equal(0, line.Count);
    }

    [Fact]
    public async Task WaitThatIsOver_EndsInTheRefusal()
    {
        var line = new WaitingLine(new WaitingLineOptions(), _releases, _clock);
        var waiting = line.WaitAsync(Refused, Request(Guid.NewGuid()) with { AtMost = TimeSpan.FromSeconds(5) }, CancellationToken.None);

        await PassTimeUntilAsync(waiting);

        Assert.Equal(LimitErrors.ParallelRequests.Code, (await waiting).Refusal?.Code);
        Assert.Equal(0, line.Count);
        Assert.True(_clock.GetUtcNow() - AMoment.Now >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task WaitLongerThanAllowed_IsCutToWhatTheServiceAllows()
    {
        var line = new WaitingLine(new WaitingLineOptions { LongestWait = TimeSpan.FromSeconds(3) }, _releases, _clock);
        var waiting = line.WaitAsync(Refused, Request(Guid.NewGuid()), CancellationToken.None);

        await PassTimeUntilAsync(waiting);

        Assert.True(_clock.GetUtcNow() - AMoment.Now >= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task WhatNoWaitCanMend_IsRefusedAtOnce()
    {
        var line = new WaitingLine(new WaitingLineOptions(), _releases, _clock);
        Error[] errors =
        [
            LimitErrors.Budget with { RetryAfter = TimeSpan.FromDays(3) }, LimitErrors.BeyondLimit, LimitErrors.ModelNotAllowed,
        ];

        foreach (var error in errors)
        {
            var refused = AdmissionDecision.Refused(Key, error, []);
            Assert.Same(refused, await line.WaitAsync(refused, Request(Guid.NewGuid()), CancellationToken.None));
        }
    }

    [Fact]
    public async Task FullLine_RefusesAtOnceForAllAndForOneOwner()
    {
        var owner = Guid.NewGuid();
        var line = new WaitingLine(new WaitingLineOptions { MaxWaiting = 3, MaxWaitingOfOwner = 2, MaxWaitingBytes = 10 }, _releases, _clock);
        using var leave = new CancellationTokenSource();
        Task[] waiting =
        [
            line.WaitAsync(Refused, Request(owner), leave.Token),
            line.WaitAsync(Refused, Request(owner), leave.Token),
        ];

        Assert.Same(Refused, await line.WaitAsync(Refused, Request(owner), CancellationToken.None));
        Assert.Same(Refused, await line.WaitAsync(Refused, Request(Guid.NewGuid()) with { Bytes = 11 }, CancellationToken.None));
        waiting = [.. waiting, line.WaitAsync(Refused, Request(Guid.NewGuid()), leave.Token)];
        Assert.Same(Refused, await line.WaitAsync(Refused, Request(Guid.NewGuid()), CancellationToken.None));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    [Fact]
    public async Task CallersWhoLeave_LeaveNothingBehind()
    {
        var line = new WaitingLine(new WaitingLineOptions(), _releases, _clock);
        using var leave = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 50).Select(_ => line.WaitAsync(Refused, Request(Guid.NewGuid()), leave.Token)).ToArray();

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));

        Assert.Equal(0, line.Count);
        GiveBack(1);
        Assert.Null((await line.WaitAsync(Refused, Request(Guid.NewGuid()), CancellationToken.None).WaitAsync(Long)).Refusal);
    }

    [Fact]
    public async Task Owners_TakeTurnsHoweverManyRequestsEachOfThemHas()
    {
        var line = new WaitingLine(new WaitingLineOptions(), _releases, _clock);
        var (greedy, modest) = (Guid.NewGuid(), Guid.NewGuid());
        var waiting = Enumerable.Range(0, 60).Select(_ => line.WaitAsync(Refused, Request(greedy), CancellationToken.None))
            .Concat(Enumerable.Range(0, 10).Select(_ => line.WaitAsync(Refused, Request(modest), CancellationToken.None)))
            .ToArray();

        await ServeAllAsync(waiting);

        // The modest one's ten come among the first twenty-two or so.
        Assert.InRange(_served.LastIndexOf(modest), 10, 22);
    }

    [Fact]
    public async Task OwnersOfLargeRequests_GetTheSameTokensAsOwnersOfSmallOnes()
    {
        var line = new WaitingLine(new WaitingLineOptions(), _releases, _clock);
        var (large, small) = (Guid.NewGuid(), Guid.NewGuid());
        var waiting = Enumerable.Range(0, 10).Select(_ => line.WaitAsync(Refused, Request(large) with { Cost = 40_960 }, CancellationToken.None))
            .Concat(Enumerable.Range(0, 50).Select(_ => line.WaitAsync(Refused, Request(small) with { Cost = 8_192 }, CancellationToken.None)))
            .ToArray();

        await ServeAllAsync(waiting);

        // Five small ones for each large one, as far as both wait.
        Assert.InRange(_served.Take(30).Count(owner => owner == large), 4, 7);
    }

    [Fact]
    public async Task Place_IsToldAndGetsBetter()
    {
        var line = new WaitingLine(new WaitingLineOptions(), _releases, _clock);
        var places = new List<int>();
        var isNext = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var owner = Guid.NewGuid();
        var first = line.WaitAsync(Refused, Request(owner), CancellationToken.None);
        var second = line.WaitAsync(
            Refused,
            Request(owner) with
            {
                PlaceChanged = place =>
                {
                    places.Add(place);
                    if (place == 1)
                    {
                        isNext.TrySetResult();
                    }

                    return ValueTask.CompletedTask;
                },
            },
            CancellationToken.None);

        GiveBack(1);
        await first.WaitAsync(Long);

        // It looks once a second, and waits for that since it was called. No more may pass, or its time would be over first.
        _clock.Advance(TimeSpan.FromSeconds(1));
        await isNext.Task.WaitAsync(Long);
        GiveBack(1);
        await second.WaitAsync(Long);
        Assert.Equal([2, 1], places);
    }

    private QueuedRequest Request(Guid owner) => new(owner, 100, 1, Long, () =>
    {
        lock (_lock)
        {
            if (_places == 0)
            {
                return ValueTask.FromResult(Refused);
            }

            _places--;
            _served.Add(owner);
            return ValueTask.FromResult(AdmissionDecision.Uncounted(Key));
        }
    });

    private void GiveBack(int places)
    {
        lock (_lock)
        {
            _places += places;
        }

        _releases.Raise();
    }

    /// <summary>One place after the other.</summary>
    private async Task ServeAllAsync(Task<AdmissionDecision>[] waiting)
    {
        var left = waiting.ToList();
        while (left.Count > 0)
        {
            GiveBack(1);
            left.Remove(await Task.WhenAny(left).WaitAsync(Long));
        }
    }

    private async Task PassTimeUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            // Slow enough for who waits to see it pass.
            for (var turn = 0; turn < 100; turn++)
            {
                await Task.Yield();
            }

            _clock.Advance(TimeSpan.FromMilliseconds(250));
        }
    }
}
