using AkashChat.Infrastructure.Gateway.Rehearsal;

namespace AkashChat.Infrastructure.Tests.Gateway.Rehearsal;

public sealed class RehearsalClockTests
{
    private readonly RehearsalClock _clock = new(new Activity());
    private readonly List<string> _fired = [];

    [Fact]
    public void Jump_FiresWhatIsDueNextInOrder()
    {
        using var second = Timer("second", 20);
        using var first = Timer("first", 10);
        using var third = Timer("third", 20);

        Assert.True(_clock.Jump());
        Assert.Equal(["first"], _fired);
        Assert.Equal(TimeSpan.FromSeconds(10), _clock.GetElapsedTime(0));
        Assert.True(_clock.Jump());
        Assert.Equal(["first", "second", "third"], _fired);
        Assert.False(_clock.Jump());
    }

    [Fact]
    public void TimerThatIsPutOffOrDisposed_DoesNotFire()
    {
        using var putOff = Timer("put off", 10);
        var disposed = Timer("disposed", 5);
        using var other = Timer("other", 20);

        disposed.Dispose();
        putOff.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clock.Jump();

        Assert.Equal(["other"], _fired);
    }

    [Fact]
    public void PeriodicTimer_FiresAgain()
    {
        using var timer = _clock.CreateTimer(_ => _fired.Add("tick"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _clock.Jump();
        _clock.Jump();

        Assert.Equal(2, _fired.Count);
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.GetElapsedTime(0));
    }

    [Fact]
    public async Task DelaysAndDeadlines_GoByTheClock()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(10), _clock);
        var delay = Task.Delay(TimeSpan.FromMinutes(5), _clock);

        _clock.Jump();
        await delay;
        Assert.False(deadline.IsCancellationRequested);
        _clock.Jump();

        Assert.True(deadline.IsCancellationRequested);
    }

    private ITimer Timer(string name, int seconds) =>
        _clock.CreateTimer(_ => _fired.Add(name), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
}
