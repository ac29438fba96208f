namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>The longest wait for a model server: first for its answer to begin, then for each silence. It also ends when the caller leaves.</summary>
internal sealed class AttemptDeadline : IDisposable
{
    private readonly DeadlineSources _sources;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _leaving;
    private readonly CancellationToken _callerLeft;
    private readonly TimeSpan _silence;
    private bool _isReleased;
    private bool _isDisposed;

    /// <summary>Begins to wait.</summary>
    /// <param name="sources">Where the means to stop come from, and go to again.</param>
    /// <param name="begin">The longest wait for the answer.</param>
    /// <param name="silence">The longest silence after that.</param>
    /// <param name="callerLeft">The caller has left.</param>
    public AttemptDeadline(DeadlineSources sources, TimeSpan begin, TimeSpan silence, CancellationToken callerLeft)
    {
        _sources = sources;
        _silence = silence;
        _callerLeft = callerLeft;
        _source = sources.Take(begin);
        _leaving = callerLeft.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }

    /// <summary>The clock it goes by.</summary>
    public TimeProvider Clock => _sources.Clock;

    /// <summary>The wait is over, or nobody waits any more.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the server let us wait too long; else whoever stopped did it for another reason.</summary>
    public bool HasPassed => _source.IsCancellationRequested && !_callerLeft.IsCancellationRequested && !IsStopped;

    /// <summary>Whether <see cref="Stop"/> ended it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Waits anew, for the longest silence.</summary>
    public void Restart() => _source.CancelAfter(_silence);

    /// <summary>Waits anew.</summary>
    public void Restart(TimeSpan wait) => _source.CancelAfter(wait);

    /// <summary>Lets no time count until the next wait.</summary>
    public void Pause() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Ends it: somebody else was faster.</summary>
    public void Stop()
    {
        IsStopped = true;
        _source.Cancel();
    }

    /// <summary>Says that nothing waits for the server any more, nor will: once this is disposed, another attempt may have its means to stop.</summary>
    public void Release() => _isReleased = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Dispose();
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (_isReleased)
        {
            _sources.Return(_source);
        }
        else
        {
            _source.Dispose();
        }
    }
}
