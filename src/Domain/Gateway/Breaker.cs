using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Gateway;

/// <summary>Leaves a failing deployment alone for a while, and lets it back in by one trial request (circuit breaker).</summary>
/// <remarks>
/// Closed: all requests pass. Cooling: none does, until the time is over. Half-open: one passes; if it goes well the breaker
/// closes, if not it cools twice as long. A deployment that is merely over its limit (429) comes back without a trial.
/// It guards the last deployment of a group as well: callers get a fast "not now" instead of a slow failure.
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

    private readonly Lock _lock = new();
    private long _coolUntil;
    private int _openings;
    private bool _trialIsOut;
    private bool _isRateLimit;
    private bool _isUnreachable;
    private volatile bool _isClosed = true;

    /// <summary>Whether a request could pass at that moment.</summary>
    public bool Lets(long now) => _isClosed || LetsTrial(now);

    /// <summary>How long it still cools; zero: it does not. A trial that is out counts as a second.</summary>
    public TimeSpan Left(long now)
    {
        if (_isClosed)
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            var left = _coolUntil - now;
            return left > 0 ? TimeSpan.FromTicks(left) : _trialIsOut ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        }
    }

    /// <summary>Whether it cools because the server is over a limit of its own.</summary>
    public bool IsRateLimit => !_isClosed && _isRateLimit;

    /// <summary>Whether it cools because the server could not be reached; a probe can tell when that is over.</summary>
    public bool IsUnreachable => !_isClosed && _isUnreachable;

    /// <summary>Lets a request pass if it may; of several that come half-open, one.</summary>
    public bool TryPass(long now)
    {
        if (_isClosed)
        {
            return true;
        }

        lock (_lock)
        {
            if (_coolUntil > now || _trialIsOut)
            {
                return false;
            }

            if (_isRateLimit)
            {
                Close();
                return true;
            }

            _trialIsOut = true;
            return true;
        }
    }

    /// <summary>A request went well.</summary>
    public void Succeed()
    {
        if (_isClosed)
        {
            return;
        }

        lock (_lock)
        {
            // What began before the cooldown proves nothing about the server now, except that it answers.
            Close();
        }
    }

    /// <summary>A request ended without telling whether the server is well: its caller left, or it was at fault itself.</summary>
    public void Abstain()
    {
        if (!_isClosed)
        {
            lock (_lock)
            {
                _trialIsOut = false;
            }
        }
    }

    /// <summary>A request failed.</summary>
    /// <param name="failure">How.</param>
    /// <param name="rules">When a deployment is left alone.</param>
    /// <param name="requests">Requests of this minute.</param>
    /// <param name="failures">Failures of this minute, this one included.</param>
    /// <param name="now">The moment, in ticks.</param>
    /// <returns>Whether the deployment is left alone from now on.</returns>
    public bool Fail(AttemptFailure failure, CooldownRules rules, long requests, long failures, long now)
    {
        lock (_lock)
        {
            var wasTrial = _trialIsOut;
            _trialIsOut = false;
            if (rules.IsOff || !(IsReason(failure, rules, requests, failures) || (wasTrial && !_isClosed)))
            {
                return false;
            }

            (_isRateLimit, _isUnreachable) = (failure.Kind == FailureKind.RateLimit, failure.Kind == FailureKind.Unreachable);
            _coolUntil = Math.Max(_coolUntil, now + Length(failure, rules).Ticks);
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
            _coolUntil = Math.Max(_coolUntil, until);
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
            // About the request, or about a route that this server lacks: a caller must not be able to close a server to others.
            FailureKind.BadRequest or FailureKind.ContextWindow or FailureKind.ContentPolicy or FailureKind.NotFound => false,
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
            return asked < LongestAsked ? asked : LongestAsked;
        }

        var isCheap = failure.Kind is FailureKind.Unreachable or FailureKind.RateLimit;
        var first = isCheap && rules.Time > Short ? Short : rules.Time;
        var length = first * Math.Pow(2, _openings);
        return length > Longest && Longest > first ? Longest : length;
    }

    private bool LetsTrial(long now)
    {
        lock (_lock)
        {
            return _coolUntil <= now && !_trialIsOut;
        }
    }

    private void Close()
    {
        (_coolUntil, _openings, _trialIsOut, _isRateLimit, _isUnreachable) = (0, 0, false, false, false);
        _isClosed = true;
    }
}
