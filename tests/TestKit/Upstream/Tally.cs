namespace AkashChat.TestKit.Upstream;

/// <summary>A number that changes, and that a test can wait for without asking again and again.</summary>
public sealed class Tally(string name)
{
    // Only a net: a machine may stand still for seconds.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<(Func<int, bool> IsMet, TaskCompletionSource Met)> _waiters = [];
    private int _value;

    /// <summary>The number now.</summary>
    public int Value
    {
        get
        {
            lock (_lock)
            {
                return _value;
            }
        }
    }

    /// <summary>Changes the number, and wakes whoever waited for that.</summary>
    /// <returns>The number after the change.</returns>
    public int Add(int change)
    {
        lock (_lock)
        {
            _value += change;
            for (var index = _waiters.Count - 1; index >= 0; index--)
            {
                if (_waiters[index].IsMet(_value))
                {
                    _waiters[index].Met.TrySetResult();
                    _waiters.RemoveAt(index);
                }
            }

            return _value;
        }
    }

    /// <summary>Waits until the number is at least that.</summary>
    /// <exception cref="TimeoutException">It stayed below.</exception>
    public Task WaitForAtLeastAsync(int number, TimeSpan? timeout = null) => WaitAsync(value => value >= number, $"at least {number}", timeout);

    /// <summary>Waits until the number is at most that.</summary>
    /// <exception cref="TimeoutException">It stayed above.</exception>
    public Task WaitForAtMostAsync(int number, TimeSpan? timeout = null) => WaitAsync(value => value <= number, $"at most {number}", timeout);

    private async Task WaitAsync(Func<int, bool> isMet, string wanted, TimeSpan? timeout)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (isMet(_value))
            {
                return;
            }

            _waiters.Add((isMet, met));
        }

        var patience = timeout ?? DefaultTimeout;
        try
        {
            await met.Task.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{name}: wanted {wanted} within {patience.TotalSeconds} s, saw {Value}.");
        }
    }
}
