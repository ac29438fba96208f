namespace AkashChat.TestKit.Upstream;

/// <summary>Holds a script until the test lets it pass.</summary>
public sealed class Gate
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly Tally _arrivals = new("Arrivals at the gate");
    private int _passes;
    private bool _isOpen;

    /// <summary>Lets so many waiters pass, now or when they come.</summary>
    public void Release(int count = 1)
    {
        lock (_lock)
        {
            for (; count > 0; count--)
            {
                if (!TryWakeOne())
                {
                    _passes++;
                }
            }
        }
    }

    /// <summary>Lets everybody pass from now on.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _isOpen = true;
            while (TryWakeOne())
            {
            }
        }
    }

    /// <summary>Waits until so many, counted from the beginning, have come to the gate.</summary>
    public Task WaitForArrivalsAsync(int count, TimeSpan? timeout = null) => _arrivals.WaitForAtLeastAsync(count, timeout);

    internal Task PassAsync(CancellationToken cancellationToken)
    {
        var pass = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_isOpen)
            {
                pass.SetResult();
            }
            else if (_passes > 0)
            {
                _passes--;
                pass.SetResult();
            }
            else
            {
                _waiting.Enqueue(pass);
            }
        }

        _arrivals.Add(1);
        return WaitAsync(pass, cancellationToken);
    }

    private static async Task WaitAsync(TaskCompletionSource pass, CancellationToken cancellationToken)
    {
        await using var gone = cancellationToken.Register(() => pass.TrySetCanceled(cancellationToken));
        await pass.Task;
    }

    // Whoever was cancelled meanwhile does not use up a pass.
    private bool TryWakeOne()
    {
        while (_waiting.TryDequeue(out var pass))
        {
            if (pass.TrySetResult())
            {
                return true;
            }
        }

        return false;
    }
}
