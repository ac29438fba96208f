namespace AkashChat.TestKit.LiteLlm;

/// <summary>The next request of a kind, stopped on its way until the test lets it go.</summary>
/// <remarks>It is not the client's to end: let go, the proxy goes on with it even when the client has left long ago.</remarks>
public sealed class HeldRequest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<RecordedRequest> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<RecordedRequest, bool> _selector;
    private readonly Moment _moment;
    private RecordedRequest? _taken;

    internal HeldRequest(Func<RecordedRequest, bool> selector, Moment moment)
    {
        _selector = selector;
        _moment = moment;
    }

    /// <summary>Done when such a request stands still.</summary>
    public Task<RecordedRequest> Reached => _reached.Task.WaitAsync(Patience);

    /// <summary>Done when the proxy has nothing more to do with it, whether the client saw the answer or not.</summary>
    public Task Finished => _finished.Task.WaitAsync(Patience);

    /// <summary>Lets it go on.</summary>
    public void Release() => _released.TrySetResult(true);

    /// <summary>Closes its connection: held before, it is never applied; held after, its answer is lost.</summary>
    public void Drop() => _released.TrySetResult(false);

    // Only the first request that fits is held.
    internal bool TryTake(RecordedRequest request, Moment moment) =>
        moment == _moment && _selector(request) && Interlocked.CompareExchange(ref _taken, request, null) is null;

    // False: its connection is to be closed.
    internal Task<bool> WaitAsync(RecordedRequest request, CancellationToken down)
    {
        _reached.TrySetResult(request);
        return _released.Task.WaitAsync(down);
    }

    internal bool Has(RecordedRequest request) => ReferenceEquals(_taken, request);

    internal void Finish() => _finished.TrySetResult();
}
