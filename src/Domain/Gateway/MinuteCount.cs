namespace AkashChat.Domain.Gateway;

/// <summary>Counts requests, tokens and failures of the current minute.</summary>
/// <remarks>A count that races with the turn of the minute may land in the next one; nobody is charged by these numbers.</remarks>
internal sealed class MinuteCount
{
    private readonly Lock _turn = new();
    private long _minute = -1;
    private long _requests;
    private long _tokens;
    private long _answers;
    private long _failures;
    private long _othersRequests;
    private long _othersTokens;

    /// <summary>Requests that began, on all instances as far as is known here.</summary>
    public long Requests(long now) => IsOf(now) ? Volatile.Read(ref _requests) + Volatile.Read(ref _othersRequests) : 0;

    /// <summary>Tokens that were used, on all instances as far as is known here.</summary>
    public long Tokens(long now) => IsOf(now) ? Volatile.Read(ref _tokens) + Volatile.Read(ref _othersTokens) : 0;

    /// <summary>Requests that began here.</summary>
    public long OwnRequests(long now) => IsOf(now) ? Volatile.Read(ref _requests) : 0;

    /// <summary>Tokens that were used here.</summary>
    public long OwnTokens(long now) => IsOf(now) ? Volatile.Read(ref _tokens) : 0;

    /// <summary>Requests that failed here.</summary>
    public long Failures(long now) => IsOf(now) ? Volatile.Read(ref _failures) : 0;

    /// <summary>Counts a request.</summary>
    public long AddRequest(long now)
    {
        Turn(now);
        return Interlocked.Increment(ref _requests) + Volatile.Read(ref _othersRequests);
    }

    /// <summary>Takes a request back that did not begin after all.</summary>
    public void TakeRequestBack(long now)
    {
        // The minute may have turned since, or turn between these steps. Never below zero, not even for a moment: others look.
        for (var known = Volatile.Read(ref _requests); known > 0 && IsOf(now);)
        {
            var seen = Interlocked.CompareExchange(ref _requests, known - 1, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }

    /// <summary>Counts tokens.</summary>
    public void AddTokens(long tokens, long now)
    {
        Turn(now);
        Interlocked.Add(ref _tokens, tokens);
    }

    /// <summary>Counts a request that was answered well.</summary>
    public void AddAnswer(long now)
    {
        Turn(now);
        Interlocked.Increment(ref _answers);
    }

    /// <summary>Counts a failure.</summary>
    /// <param name="wasAnswer">Whether it was counted as answered before.</param>
    /// <param name="now">The moment.</param>
    /// <returns>How many failures there are by now, and how many requests it was judged by.</returns>
    public (long Failures, long Judged) AddFailure(bool wasAnswer, long now)
    {
        Turn(now);
        var answers = wasAnswer ? Interlocked.Decrement(ref _answers) : Volatile.Read(ref _answers);
        var failures = Interlocked.Increment(ref _failures);
        return (failures, failures + Math.Max(0, answers));
    }

    /// <summary>Notes what other instances counted.</summary>
    public void SetOthers(long requests, long tokens, long now)
    {
        Turn(now);
        Volatile.Write(ref _othersRequests, requests);
        Volatile.Write(ref _othersTokens, tokens);
    }

    // Whoever read the clock just before the turn counts in the new minute.
    private bool IsOf(long now) => Volatile.Read(ref _minute) >= now / TimeSpan.TicksPerMinute;

    private void Turn(long now)
    {
        if (IsOf(now))
        {
            return;
        }

        lock (_turn)
        {
            // Only forward: a thread that was held up must not bring the last minute back.
            if (now / TimeSpan.TicksPerMinute > _minute)
            {
                (_requests, _tokens, _answers, _failures, _othersRequests, _othersTokens) = (0, 0, 0, 0, 0, 0);
                Volatile.Write(ref _minute, now / TimeSpan.TicksPerMinute);
            }
        }
    }
}
