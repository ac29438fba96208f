namespace AkashChat.Application.Keys.ReconcileKeys;

/// <summary>Lets one pass of this instance run at a time. Passes of several instances may meet: everything they do may be done twice.</summary>
internal sealed class ReconcileTurn : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Waits for the pass before.</summary>
    internal async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        return new Turn(_one);
    }

    public void Dispose() => _one.Dispose();

    private sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
