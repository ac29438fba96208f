using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

/// <summary>With the system's clock: the runtime lets no source with another one be used again.</summary>
public sealed class DeadlineSourcesTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DeadlineSources _sources = new(TimeProvider.System);

    [Fact]
    public async Task Source_ThatWasReturned_ServesAgainAndKnowsNothingOfBefore()
    {
        var calls = 0;
        var first = _sources.Take(Long);
        first.Token.Register(() => calls++);
        _sources.Return(first);

        var second = _sources.Take(TimeSpan.FromMilliseconds(1));
        await WaitForEndAsync(second);

        Assert.Same(first, second);
        Assert.Equal(0, calls);
    }

    [Fact]
    public void Source_ThatWasReturned_ForgetsItsTime()
    {
        var first = _sources.Take(Long);
        _sources.Return(first);

        var second = _sources.Take(Timeout.InfiniteTimeSpan);

        Assert.Same(first, second);
        Assert.False(second.IsCancellationRequested);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Source_ThatHasCancelled_NeverServesAgain(bool byTime)
    {
        var first = _sources.Take(byTime ? TimeSpan.FromMilliseconds(1) : Long);
        if (byTime)
        {
            await WaitForEndAsync(first);
        }
        else
        {
            await first.CancelAsync();
        }

        _sources.Return(first);
        var second = _sources.Take(Long);

        Assert.NotSame(first, second);
        Assert.False(second.IsCancellationRequested);
    }

    [Fact]
    public void Deadline_DisposedTwice_GivesItsSourceBackOnce()
    {
        var deadline = new AttemptDeadline(_sources, Long, Long, CancellationToken.None);
        deadline.Release();
        deadline.Dispose();
        deadline.Dispose();

        Assert.NotSame(_sources.Take(Long), _sources.Take(Long));
    }

    [Fact]
    public async Task Deadline_ThatWasNotReleased_KeepsItsSource()
    {
        var deadline = new AttemptDeadline(_sources, Long, Long, CancellationToken.None);
        var token = deadline.Token;
        deadline.Dispose();

        await _sources.Take(Long).CancelAsync();

        Assert.False(token.IsCancellationRequested);
    }

    private static Task WaitForEndAsync(CancellationTokenSource source)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.Token.Register(ended.SetResult);
        return ended.Task.WaitAsync(Patience);
    }
}
