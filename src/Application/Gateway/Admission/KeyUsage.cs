using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>What one key uses on this instance: open requests, and the requests and tokens of the minute.</summary>
/// <remarks>A minute begins with the first request, or answer, after the one before is over. All of a decision is one step under one short lock.</remarks>
internal sealed class KeyUsage(KeySpend spend, TimeProvider clock)
{
    // Long after the end of its minute, and after the records of its last calls were written.
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _minuteBegan = clock.GetTimestamp();
    private long _lastUsed = clock.GetTimestamp();
    private int _open;
    private int _requests;
    private long _tokens;
    private bool _isRetired;

    /// <summary>What the key has spent.</summary>
    public KeySpend Spend => spend;

    /// <summary>Counts a request in if the limits allow it.</summary>
    /// <param name="limits">The limits that hold.</param>
    /// <param name="spent">What the key has spent this month; null: it has no budget.</param>
    /// <returns>What is used now, this request included, or why it may not begin; null: this object is out of use, take another.</returns>
    public (KeyStanding Standing, Error? Refusal)? TryBegin(KeyLimits limits, long? spent)
    {
        lock (_lock)
        {
            if (_isRetired)
            {
                return null;
            }

            Touch();
            var before = Standing(limits, spent);
            if (LimitRefusals.Find(before) is { } refusal)
            {
                return (before, refusal);
            }

            BeginMinuteIfNone();
            _requests++;
            _open++;
            return (Standing(limits, spent), null);
        }
    }

    /// <summary>Gives a request's place back, and counts what it used.</summary>
    public void End(long tokens)
    {
        lock (_lock)
        {
            // Its own minute may be over; what it used counts in the one that it ends in.
            Touch();
            BeginMinuteIfNone();
            _open--;
            _tokens = tokens > long.MaxValue - _tokens ? long.MaxValue : _tokens + tokens;
        }
    }

    /// <summary>What is used now.</summary>
    public KeyStanding Read(KeyLimits limits, long? spent)
    {
        lock (_lock)
        {
            Touch();
            return Standing(limits, spent);
        }
    }

    /// <summary>Takes it out of use if nobody used it for a while, so that it can be forgotten.</summary>
    public bool TryRetire()
    {
        lock (_lock)
        {
            _isRetired |= _open == 0 && clock.GetElapsedTime(_lastUsed) >= IdleTime;
            return _isRetired;
        }
    }

    private void Touch()
    {
        _lastUsed = clock.GetTimestamp();
        if (clock.GetElapsedTime(_minuteBegan, _lastUsed) >= Minute)
        {
            (_requests, _tokens) = (0, 0);
        }
    }

    private void BeginMinuteIfNone()
    {
        if (_requests == 0 && _tokens == 0)
        {
            _minuteBegan = _lastUsed;
        }
    }

    private KeyStanding Standing(KeyLimits limits, long? spent) => new()
    {
        Limits = limits,
        OpenRequests = _open,
        Requests = _requests,
        Tokens = _tokens,
        MinuteLeft = _requests == 0 && _tokens == 0 ? TimeSpan.Zero : Minute - clock.GetElapsedTime(_minuteBegan, _lastUsed),
        SpentMicroUsd = spent,
        TakenAt = clock.GetUtcNow(),
    };
}
