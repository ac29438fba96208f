using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Gateway;

/// <summary>Leaves a failing deployment alone for a while, and lets it back in by one trial request (circuit breaker).</summary>
/// <remarks>
/// Closed: all requests pass. Cooling: none does, until the time is over. Half-open: one passes; if it goes well the breaker
/// closes, if not it cools twice as long. What was under way when it opened neither closes it nor makes it cool longer. A
/// deployment that is merely over its limit (429) comes back without a trial. It guards the last deployment of a group as
/// well: callers get a fast "not now" instead of a slow failure.
/// </remarks>
internal sealed class Breaker
{
    // LiteLLM's threshold: more than half of at least five requests of the minute.
    private const int MinRequests = 5;

    // A refused connection and a "too many" cost nothing to find out about again.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    // A server that asks for more has a quota of days, or a wrong clock.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    // A trial that takes longer may be a long answer as well as a hanging one; then another one may try.
    private static readonly TimeSpan TrialTime = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long _coolUntil;
    private long _trialUntil;
    private int _openings;
    private bool _isRateLimit;
    private bool _isUnreachable;
    private volatile bool _isClosed = true;

    /// <summary>Whether it cools because the server is over a limit of its own.</summary>
    public bool IsRateLimit => !_isClosed && _isRateLimit;

    /// <summary>Whether it cools because the server could not be reached; a probe can tell when that is over.</summary>
    public bool IsUnreachable => !_isClosed && _isUnreachable;

    /// <summary>Whether a request could pass at that moment.</summary>
    public bool Lets(long now) => _isClosed || Left(now) == TimeSpan.Zero;

    /// <summary>How long it lets nobody pass; zero: it does.</summary>
    public TimeSpan Left(long now)
    {
        if (_isClosed)
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            var left = Math.Max(_coolUntil, _trialUntil) - now;
            return left > 0 ? TimeSpan.FromTicks(left) : TimeSpan.Zero;
        }
    }

    /// <summary>Lets a request pass if it may; of several that come half-open, one, as the trial.</summary>
    public Passage TryPass(long now)
    {
        if (_isClosed)
        {
            return Passage.Normal;
        }

        lock (_lock)
        {
            if (_coolUntil > now || _trialUntil > now)
            {
                return Passage.None;
            }

            if (_isRateLimit)
            {
                Close();
                return Passage.Normal;
            }

            _trialUntil = now + TrialTime.Ticks;
            return Passage.Trial;
        }
    }

    /// <summary>Closes it: the trial went well, or a probe reached the server.</summary>
    public void Recover()
    {
        lock (_lock)
        {
            Close();
        }
    }

    /// <summary>The trial ended without telling whether the server is well.</summary>
    public void EndTrial()
    {
        lock (_lock)
        {
            _trialUntil = 0;
        }
    }

    /// <summary>A request failed.</summary>
    /// <param name="failure">How.</param>
    /// <param name="passage">How it had passed.</param>
    /// <param name="rules">When a deployment is left alone.</param>
    /// <param name="requests">Requests of this minute that were judged.</param>
    /// <param name="failures">Failures of this minute, this one included.</param>
    /// <param name="now">The moment, in ticks.</param>
    /// <returns>Whether the deployment is left alone from now on.</returns>
    public bool Fail(AttemptFailure failure, Passage passage, CooldownRules rules, long requests, long failures, long now)
    {
        if (rules.IsOff)
        {
            return false;
        }

        lock (_lock)
        {
            var isTrial = passage == Passage.Trial && !_isClosed;
            if (!_isClosed && !isTrial)
            {
                // One hiccup fails all that is under way; only what the server asks for counts once more.
                _coolUntil = failure.RetryAfter is { } asked ? Math.Max(_coolUntil, now + Bounded(asked).Ticks) : _coolUntil;
                return false;
            }

            if (!isTrial && !IsReason(failure, rules, requests, failures))
            {
                return false;
            }

            (_isRateLimit, _isUnreachable) = (failure.Kind == FailureKind.RateLimit, failure.Kind == FailureKind.Unreachable);
            _coolUntil = now + Length(failure, rules).Ticks;
            _trialUntil = 0;
            _openings = Math.Min(_openings + 1, 16);
            _isClosed = false;
            return true;
        }
    }

    /// <summary>Cools until a moment because somebody else found out: another instance, or a probe.</summary>
    public void CoolUntil(long until, bool isRateLimit, bool isUnreachable)
    {
        lock (_lock)
        {
            if (!_isClosed && _coolUntil >= until)
            {
                return;
            }

            _coolUntil = until;
            (_isRateLimit, _isUnreachable) = (isRateLimit, isUnreachable);
            _isClosed = false;
        }
    }

    private static bool IsReason(AttemptFailure failure, CooldownRules rules, long requests, long failures)
    {
        if (rules.AllowedFailsOf.TryGetValue(failure.Kind, out var ownAllowed))
        {
            return failures > ownAllowed;
        }

        return failure.Kind switch
        {
            FailureKind.RateLimit or FailureKind.Authentication => true,
            FailureKind.Unreachable => rules.AllowedFails is not { } allowed || failures > allowed,
            _ when failure.RetryAfter is not null => true,
            _ => rules.AllowedFails is { } allowed ? failures > allowed : requests >= MinRequests && failures * 2 > requests,
        };
    }

    private TimeSpan Length(AttemptFailure failure, CooldownRules rules)
    {
        if (failure.RetryAfter is { } asked)
        {
            return Bounded(asked);
        }

        var isCheap = failure.Kind is FailureKind.Unreachable or FailureKind.RateLimit;
        var first = isCheap && rules.Time > Short ? Short : rules.Time;
        var most = first > Longest ? first : Longest;
        var length = first * Math.Pow(2, _openings);
        return length < most ? length : most;
    }

    private static TimeSpan Bounded(TimeSpan asked) => asked < LongestAsked ? asked : LongestAsked;

    private void Close()
    {
        (_coolUntil, _trialUntil, _openings, _isRateLimit, _isUnreachable) = (0, 0, 0, false, false);
        _isClosed = true;
    }
}
