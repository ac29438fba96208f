using AkashChat.Application.Gateway.Admission;
using AkashChat.Infrastructure.Common;
using AkashChat.Infrastructure.Usage.Shared;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>Counts in Redis, for all instances together; a decision is one script and one round trip.</summary>
/// <remarks>
/// Windows go by the moment of the reservation, leases by the clock of Redis. A request that does not hear from Redis in time is
/// decided by the policy, and taken back from Redis, which may have reserved it after all.
/// </remarks>
internal sealed class RedisLimitStore : ILimitStore, IDisposable
{
    /// <summary>How often what waits is sent and a Redis that was away is probed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A counter whose past vanishes again and again belongs to a Redis that keeps nothing.
    private const int Attempts = 4;

    private readonly RedisLimitOptions _options;
    private readonly ILimitHistory _history;
    private readonly TimeProvider _clock;
    private readonly RedisLimitClient _redis;
    private readonly OpenReservations _open;
    private readonly LimitBreaker _breaker;
    private readonly LimitStoreMetrics _metrics;
    private readonly SharedUsage? _notes;
    private LocalLimits _local;
    private long _renewedAt;

    /// <param name="redis">Redis.</param>
    /// <param name="tag">How its names begin.</param>
    /// <param name="history">Knows what was used before.</param>
    /// <param name="options">How it is asked.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Told when it is away.</param>
    /// <param name="notes">The calls under way, noted in the same step; null: nowhere.</param>
    public RedisLimitStore(
        IConnectionMultiplexer redis,
        RedisTag tag,
        ILimitHistory history,
        RedisLimitOptions options,
        TimeProvider clock,
        ILogger<RedisLimitStore> logger,
        SharedUsage? notes = null)
    {
        (_options, _history, _clock, _notes) = (options, history, clock, notes);
        _redis = new RedisLimitClient(redis, tag, clock, options.Lease);
        _breaker = new LimitBreaker(
            options.DecideLocally
                ? $"this instance gives {options.LocalSharePercent} % of each limit by itself"
                : "requests that are under limits are refused",
            clock,
            logger);
        _open = new OpenReservations(_redis, () => _breaker.IsAway, NoteFailure, () => _metrics!.NoteLost());
        _metrics = new LimitStoreMetrics(() => _breaker.IsAway, () => _open.Waiting);
        _local = new LocalLimits(history, clock, options.LocalSharePercent);
        _renewedAt = clock.GetTimestamp();
    }

    public bool NotesCalls => _notes is not null;

    public ValueTask<IReadOnlyList<LimitState>> ReserveAsync(Reservation reservation, CancellationToken cancellationToken) =>
        DecideAsync(reservation, reserve: true, cancellationToken);

    public ValueTask<IReadOnlyList<LimitState>> ReadAsync(Reservation reservation, CancellationToken cancellationToken) =>
        DecideAsync(reservation, reserve: false, cancellationToken);

    public void Settle(Reservation reservation, long tokens, long microUsd)
    {
        if (reservation.IsNoted)
        {
            // If it never began, the note goes with the instance's next sign of life.
            _notes!.Unexpect(reservation.Id);
        }

        _open.Settle(reservation, tokens, microUsd);
    }

    public void Dispose() => _metrics.Dispose();

    /// <summary>Sends what waits, lengthens leases that need it, and finds out whether a Redis that was away is back.</summary>
    public async Task TendAsync()
    {
        var wasAway = _breaker.IsAway;
        if (!_redis.IsConnected)
        {
            return;
        }

        try
        {
            // What was used meanwhile is booked before anybody decides again, and before the records are asked for it.
            await _open.SendWaitingAsync();
            if (wasAway || _clock.GetElapsedTime(_renewedAt) >= _options.Lease / 3)
            {
                _renewedAt = _clock.GetTimestamp();
                await _open.RenewAsync();
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            NoteFailure(exception);
            return;
        }

        if (wasAway)
        {
            // The next time begins with what the records say then.
            Volatile.Write(ref _local, new LocalLimits(_history, _clock, _options.LocalSharePercent));
            _breaker.NoteBack();
        }
    }

    private async ValueTask<IReadOnlyList<LimitState>> DecideAsync(Reservation reservation, bool reserve, CancellationToken cancellationToken)
    {
        if (reservation.Charges.IsEmpty)
        {
            return [];
        }

        var openCalls = reserve && reservation.Estimate is not null ? _notes?.Expect(reservation.Id) : null;
        try
        {
            return await AskAsync(reservation, reserve, openCalls, cancellationToken) ?? await DecideWithoutAsync(reservation, reserve, cancellationToken);
        }
        finally
        {
            if (openCalls is not null && !reservation.IsNoted)
            {
                _notes!.Unexpect(reservation.Id);
            }
        }
    }

    /// <summary>Lets Redis decide.</summary>
    /// <returns>Null: it does not answer.</returns>
    private async ValueTask<LimitState[]?> AskAsync(Reservation reservation, bool reserve, RedisKey? openCalls, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts && !_breaker.IsAway; attempt++)
        {
            if (!_redis.IsConnected)
            {
                NoteFailure("not connected");
                return null;
            }

            if (await TryAskAsync(reservation, reserve, openCalls, cancellationToken) is not { } reply)
            {
                return null;
            }

            if (reply.Missing.IsEmpty)
            {
                var states = reply.ToStates(reservation, out var isReserved);
                if (reserve && isReserved)
                {
                    reservation.Held = reply.ToHeld(states.Length);
                    reservation.IsNoted = openCalls is not null;
                    _open.Add(reservation, null);
                }

                return states;
            }

            if (!await RestoreAsync(reservation, reply.Missing.ToArray(), cancellationToken))
            {
                return null;
            }
        }

        return null;
    }

    private async ValueTask<DecisionReply?> TryAskAsync(Reservation reservation, bool reserve, RedisKey? openCalls, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await _redis.DecideAsync(reservation, reserve, openCalls).WaitAsync(_options.Timeout, cancellationToken);
            _breaker.NoteAnswer();
            return reply;
        }
        catch (Exception exception)
        {
            if (reserve)
            {
                _open.Undo(reservation);
            }

            cancellationToken.ThrowIfCancellationRequested();

            // Also commands that it refuses: whatever it is, this Redis does not keep the limits.
            NoteFailure(exception);
            return null;
        }
    }

    private async ValueTask<bool> RestoreAsync(Reservation reservation, long[] missing, CancellationToken cancellationToken)
    {
        foreach (var index in missing)
        {
            var counter = reservation.Charges[(int)index].Counter;
            var past = await LimitPast.ReadAsync(_history, counter, reservation.At, cancellationToken);
            try
            {
                await _redis.RestoreAsync(counter, reservation.At, past).WaitAsync(_options.Timeout, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                NoteFailure(exception);
                return false;
            }
        }

        return true;
    }

    private async ValueTask<IReadOnlyList<LimitState>> DecideWithoutAsync(Reservation reservation, bool reserve, CancellationToken cancellationToken)
    {
        _metrics.NoteWithoutStore(_options.DecideLocally);
        if (!_options.DecideLocally)
        {
            throw new LimitStoreUnavailableException();
        }

        var local = Volatile.Read(ref _local);
        var states = await local.DecideAsync(reservation, reserve, cancellationToken);
        if (reservation.Held.Length > 0)
        {
            _open.Add(reservation, local);
        }

        return states;
    }

    private void NoteFailure(Exception exception) => NoteFailure(exception.GetType().Name);

    private void NoteFailure(string reason)
    {
        _metrics.NoteFailure();
        _breaker.NoteFailure(reason);
    }
}
