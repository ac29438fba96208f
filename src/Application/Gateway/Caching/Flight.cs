using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>An answer on its way. Whoever asks for the same meanwhile follows it from its beginning.</summary>
/// <remarks>
/// The leader's request does the work. If its caller leaves, the work goes on as long as anyone follows, on the leader's own
/// request, so that its body and its place stay. The leader waits for no follower; one that falls too far behind is let go.
/// </remarks>
/// <param name="isShared">Whether it can be followed and kept; else it only passes through.</param>
internal sealed class Flight(bool isShared) : IDisposable
{
    /// <summary>The longest answer that is kept, or shared from its beginning, in bytes.</summary>
    internal const int MaxKeptBytes = 2 * 1024 * 1024;

    // What one follower may make us hold. Only longer answers have followers so far behind.
    private const int MaxLagBytes = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly AnswerLog _log = new(MaxKeptBytes);
    private readonly List<Follower> _followers = [];
    private readonly CancellationTokenSource _work = new();
    private TaskCompletionSource? _more;
    private AnswerHead? _head;
    private Error? _error;
    private UsageRecord? _record;
    private bool _leaderLeft;
    private bool _isUnshared = !isShared;
    private bool _isOver;

    /// <summary>Ends the work: nobody waits for it any more.</summary>
    public CancellationToken Work => _work.Token;

    /// <summary>The answer's head is there.</summary>
    public void Begin(AnswerHead head)
    {
        lock (_lock)
        {
            _head = head;

            // Nothing of it has gone out, so that those who wait can ask for themselves.
            _isUnshared |= head.Length > MaxKeptBytes;
            Wake();
        }
    }

    /// <summary>More of the answer is there.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_isUnshared || (!_log.IsWhole && _followers.Count == 0))
            {
                return;
            }

            _log.Append(bytes);
            if (!_log.IsWhole)
            {
                LetGoOfTheSlow();
            }

            Wake();
        }
    }

    /// <summary>The stream ends in an error.</summary>
    public void Break(Error error)
    {
        lock (_lock)
        {
            _error = error;
        }
    }

    /// <summary>The work is over; only the first time counts.</summary>
    /// <param name="record">The leader's record; null: it came to none.</param>
    public bool End(UsageRecord? record)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return false;
            }

            (_isOver, _record) = (true, record);
            Wake();
            return true;
        }
    }

    /// <summary>The answer, if it is whole, good and small enough to be kept; null: it is not.</summary>
    public KeptAnswer? ToKeep(DateTimeOffset now, TimeSpan ttl)
    {
        lock (_lock)
        {
            return _head is { Status: 200, Way.Fallbacks: 0 } head && _record is { Outcome: UsageOutcome.Completed } record && !_isUnshared && _log.IsWhole
                ? new KeptAnswer
                {
                    ContentType = head.ContentType,
                    IsStream = head.Length is null,
                    Body = _log.ToArray(),
                    Source = AnswerSource.Of(record),
                    StoredAt = now,
                    ExpiresAt = now + ttl,
                }
                : null;
        }
    }

    /// <summary>The leader's caller has left.</summary>
    public void LeaderLeaves()
    {
        lock (_lock)
        {
            _leaderLeft = true;
            EndIfAlone();
        }
    }

    /// <summary>Joins.</summary>
    /// <param name="callerLeft">The follower's caller has left.</param>
    /// <returns>To be disposed; null: it is too late.</returns>
    public Follower? TryJoin(CancellationToken callerLeft)
    {
        lock (_lock)
        {
            if (_isUnshared || !_log.IsWhole || _work.IsCancellationRequested || (_isOver && _record is not { Outcome: UsageOutcome.Completed }))
            {
                return null;
            }

            var follower = new Follower(this, _log.Start, callerLeft);
            _followers.Add(follower);
            return follower;
        }
    }

    /// <summary>Waits for what comes next.</summary>
    /// <exception cref="OperationCanceledException">The follower's caller has left, or it was let go.</exception>
    public async ValueTask<FlightStep> NextAsync(Follower follower)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_isUnshared)
                {
                    return new FlightStep(null, default, IsLast: true, null, null);
                }

                var bytes = follower.Read();
                if (bytes.Length > 0 || _isOver)
                {
                    return new FlightStep(_head, bytes, IsLast: bytes.Length == 0, _error, _record);
                }

                more = (_more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await more.WaitAsync(follower.Stop);
        }
    }

    /// <summary>A follower has all it wants.</summary>
    public void Leave(Follower follower)
    {
        lock (_lock)
        {
            _followers.Remove(follower);
            EndIfAlone();
        }
    }

    /// <summary>The leader's request is over.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _work.Dispose();
        }
    }

    private void EndIfAlone()
    {
        if (_leaderLeft && !_isOver && _followers.Count == 0 && !_work.IsCancellationRequested)
        {
            // What hangs on it runs elsewhere, not under our lock.
            _ = _work.CancelAsync();
        }
    }

    private void LetGoOfTheSlow()
    {
        foreach (var follower in _followers)
        {
            if (_log.Length - follower.Taken > MaxLagBytes)
            {
                follower.LetGo();
            }
        }
    }

    private void Wake()
    {
        _more?.SetResult();
        _more = null;
    }
}
