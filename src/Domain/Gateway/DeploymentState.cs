using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Gateway;

/// <summary>What is known of a deployment while it works: open requests, the minute's load, speed, health. It outlives changes of the configuration that keep the deployment.</summary>
/// <remarks>All moments are ticks of one clock that only goes forward. Everything here may be called from any thread.</remarks>
public sealed class DeploymentState
{
    private readonly MinuteCount _minute = new();
    private readonly LatencyAverage _firstToken = new();
    private readonly LatencyAverage _perToken = new();
    private readonly Breaker _breaker = new();
    private int _open;

    /// <summary>Requests that are open.</summary>
    public int OpenRequests => Volatile.Read(ref _open);

    /// <summary>Whether it cools because its server is over a limit of its own.</summary>
    public bool IsRateLimited => _breaker.IsRateLimit;

    /// <summary>Whether it cools because its server could not be reached.</summary>
    public bool IsUnreachable => _breaker.IsUnreachable;

    /// <summary>Requests of the minute, on all instances as far as is known here.</summary>
    public long Requests(long now) => _minute.Requests(now);

    /// <summary>Tokens of the minute, on all instances as far as is known here.</summary>
    public long Tokens(long now) => _minute.Tokens(now);

    /// <summary>Requests and tokens of the minute on this instance.</summary>
    public (long Requests, long Tokens) Own(long now) => (_minute.OwnRequests(now), _minute.OwnTokens(now));

    /// <summary>Whether it is healthy, or may be tried again.</summary>
    public bool IsHealthy(long now) => _breaker.Lets(now);

    /// <summary>How long it is still left alone; zero: it is not.</summary>
    public TimeSpan CoolsFor(long now) => _breaker.Left(now);

    /// <summary>The time that an answer takes, in microseconds: until the first token of a stream, or per token of a plain answer. NaN: not known.</summary>
    public double Latency(bool streamed, long now) => (streamed ? _firstToken : _perToken).At(now);

    /// <summary>Whether its own limits leave room for one more request.</summary>
    public bool HasRoom(Deployment deployment, long now) =>
        (deployment.MaxParallelRequests is not { } parallel || OpenRequests < parallel)
        && (deployment.RequestsPerMinute is not { } requests || _minute.Requests(now) < requests)
        && (deployment.TokensPerMinute is not { } tokens || _minute.Tokens(now) < tokens);

    /// <summary>Begins a request if health and limits allow it; <see cref="End"/> then ends it.</summary>
    /// <returns>How it passed; <see cref="Passage.None"/>: it may not begin.</returns>
    public Passage TryBegin(Deployment deployment, long now)
    {
        var open = Interlocked.Increment(ref _open);
        var requests = _minute.AddRequest(now);
        if ((deployment.MaxParallelRequests is not { } parallel || open <= parallel)
            && (deployment.RequestsPerMinute is not { } perMinute || requests <= perMinute)
            && _breaker.TryPass(now) is var passage and not Passage.None)
        {
            return passage;
        }

        _minute.TakeRequestBack(now);
        Interlocked.Decrement(ref _open);
        return Passage.None;
    }

    /// <summary>The server has begun a good answer; the request is still open.</summary>
    /// <param name="passage">How it had passed.</param>
    public void Answer(Passage passage)
    {
        if (passage == Passage.Trial)
        {
            _breaker.Recover();
        }
    }

    /// <summary>Ends a request. Whether its server is well was said by <see cref="Answer"/>, or is by <see cref="Blame"/>.</summary>
    /// <param name="passage">How it had passed.</param>
    /// <param name="tokens">The tokens it used.</param>
    /// <param name="now">The moment.</param>
    public void End(Passage passage, long tokens, long now)
    {
        Interlocked.Decrement(ref _open);
        if (tokens > 0)
        {
            _minute.AddTokens(tokens, now);
        }

        if (passage == Passage.Trial)
        {
            _breaker.EndTrial();
        }
    }

    /// <summary>Counts a failure against the server.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="passage">How the request had passed.</param>
    /// <param name="wasAnswer">Whether <see cref="Praise"/> had counted it already.</param>
    /// <param name="rules">When a deployment is left alone.</param>
    /// <param name="now">The moment.</param>
    /// <returns>Whether the deployment is left alone from now on.</returns>
    public bool Blame(AttemptFailure failure, Passage passage, bool wasAnswer, CooldownRules rules, long now)
    {
        if (!failure.IsServersFault && !rules.AllowedFailsOf.ContainsKey(failure.Kind))
        {
            return false;
        }

        var (failures, judged) = _minute.AddFailure(wasAnswer, now);
        return _breaker.Fail(failure, passage, rules, judged, failures, now);
    }

    /// <summary>Counts a good answer for the server. Only what was judged, well or badly, decides whether it fails too often.</summary>
    /// <param name="now">The moment.</param>
    public void Praise(long now) => _minute.AddAnswer(now);

    /// <summary>Notes how long an answer took.</summary>
    /// <param name="streamed">Whether it is the time until a stream's first token; else the time per token of a plain answer.</param>
    /// <param name="microseconds">The time.</param>
    /// <param name="now">The moment.</param>
    public void NoteLatency(bool streamed, double microseconds, long now) => (streamed ? _firstToken : _perToken).Add(microseconds, now);

    /// <summary>Leaves it alone until a moment, because another instance found out.</summary>
    public void CoolUntil(long until, bool isRateLimit) => _breaker.CoolUntil(until, isRateLimit, isUnreachable: false);

    /// <summary>Leaves it alone until a moment, because a probe did not reach it.</summary>
    public void CoolUnreachable(long until) => _breaker.CoolUntil(until, isRateLimit: false, isUnreachable: true);

    /// <summary>Lets it back in, because a probe found it well.</summary>
    public void Recover() => _breaker.Recover();

    /// <summary>Notes what other instances counted this minute.</summary>
    public void NoteOthers(long requests, long tokens, long now) => _minute.SetOthers(requests, tokens, now);
}
