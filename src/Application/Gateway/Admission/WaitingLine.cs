using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Lets requests wait for their limits instead of being refused, if they ask for it; fair between owners, whatever each of them sends.</summary>
/// <remarks>
/// Owners take turns by what their requests may use (deficit round robin; Shreedhar and Varghese, 1995): who asks for much at a
/// time gets a turn as seldom as it is large. Within an owner the first comes first. A request that would have to wait longer
/// than it may is refused at once.
/// </remarks>
public sealed class WaitingLine
{
    // Other instances give back as well, and nobody tells us.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PlaceInterval = TimeSpan.FromSeconds(1);

    private readonly WaitingLineOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly WaitingOwners _owners = new();
    private TaskCompletionSource _nudge = NewNudge();
    private bool _isServing;

    /// <summary>Makes an empty queue.</summary>
    public WaitingLine(WaitingLineOptions options, LimitReleases releases, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        releases.Released += Nudge;
    }

    /// <summary>How many requests wait at the moment.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _owners.Count;
            }
        }
    }

    /// <summary>Waits until a refused request is admitted.</summary>
    /// <param name="refused">The refusal.</param>
    /// <param name="request">The request.</param>
    /// <param name="callerLeft">The caller has left.</param>
    /// <returns>The decision that admits it; or a refusal: it was not worth waiting, there was no room, or the time is over.</returns>
    /// <exception cref="OperationCanceledException">The caller has left; nothing is held for it.</exception>
    public async Task<AdmissionDecision> WaitAsync(AdmissionDecision refused, QueuedRequest request, CancellationToken callerLeft)
    {
        var atMost = request.AtMost < _options.LongestWait ? request.AtMost : _options.LongestWait;
        if (refused.Refusal is not { Kind: ErrorKind.RateLimited } refusal || refusal.RetryAfter > atMost)
        {
            return refused;
        }

        var waiter = new Waiter(request, refused);
        lock (_lock)
        {
            if (_owners.Count >= _options.MaxWaiting
                || _owners.CountOf(request.Owner) >= _options.MaxWaitingOfOwner
                || _owners.Bytes + request.Bytes > _options.MaxWaitingBytes)
            {
                return refused;
            }

            _owners.Add(waiter);
            if (!_isServing)
            {
                _isServing = true;
                _ = Task.Run(ServeAsync, CancellationToken.None);
            }
        }

        return await WaitAsync(waiter, _clock.GetTimestamp(), atMost, callerLeft);
    }

    private async Task<AdmissionDecision> WaitAsync(Waiter waiter, long since, TimeSpan atMost, CancellationToken callerLeft)
    {
        var place = 0;
        try
        {
            while (!waiter.Decision.IsCompleted && atMost - _clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
            {
                if (waiter.Request.PlaceChanged is { } tell && PlaceOf(waiter) is var now and > 0 && now != place)
                {
                    await tell(place = now);
                }

                using var moment = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
                await Task.WhenAny(waiter.Decision, Task.Delay(left < PlaceInterval ? left : PlaceInterval, _clock, moment.Token));
                await moment.CancelAsync();
                callerLeft.ThrowIfCancellationRequested();
            }
        }
        catch
        {
            if (!Remove(waiter))
            {
                (await waiter.Decision).Dispose();
            }

            throw;
        }

        // Either its time is over, or somebody is just asking for it, or has.
        return Remove(waiter) ? waiter.LastRefusal : await waiter.Decision;
    }

    /// <summary>Lets owners take turns until nobody waits.</summary>
    private async Task ServeAsync()
    {
        while (true)
        {
            Task nudged;
            List<Waiter> turns;
            lock (_lock)
            {
                if (_owners.Count == 0)
                {
                    _isServing = false;
                    return;
                }

                _nudge = NewNudge();
                nudged = _nudge.Task;
                turns = _owners.TakeTurns();
            }

            var anyAdmitted = false;
            foreach (var waiter in turns)
            {
                anyAdmitted |= await TryAsync(waiter);
            }

            if (!anyAdmitted)
            {
                using var moment = new CancellationTokenSource();
                await Task.WhenAny(nudged, Task.Delay(LookInterval, _clock, moment.Token));
                await moment.CancelAsync();
            }
        }
    }

    private async ValueTask<bool> TryAsync(Waiter waiter)
    {
        lock (_lock)
        {
            if (!_owners.TryBegin(waiter))
            {
                return false;
            }
        }

        AdmissionDecision decision;
        try
        {
            decision = await waiter.Request.Admit();
        }
        catch (Exception exception)
        {
            lock (_lock)
            {
                _owners.End(waiter, isServed: true);
            }

            waiter.Fail(exception);
            return true;
        }

        bool waitsOn;
        lock (_lock)
        {
            waitsOn = decision.Refusal is { Kind: ErrorKind.RateLimited } && !waiter.MustEnd;
            waiter.LastRefusal = decision;
            _owners.End(waiter, isServed: !waitsOn);
        }

        if (!waitsOn)
        {
            waiter.Complete(decision);
        }

        return !waitsOn;
    }

    private int PlaceOf(Waiter waiter)
    {
        lock (_lock)
        {
            return _owners.PlaceOf(waiter);
        }
    }

    /// <returns>False: somebody is just asking for it, or has; the outcome comes.</returns>
    private bool Remove(Waiter waiter)
    {
        lock (_lock)
        {
            return _owners.Remove(waiter);
        }
    }

    private void Nudge() => Volatile.Read(ref _nudge).TrySetResult();

    private static TaskCompletionSource NewNudge() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
