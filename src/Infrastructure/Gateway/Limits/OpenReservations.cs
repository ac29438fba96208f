using AkashChat.Application.Gateway.Admission;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>The reservations of this instance that Redis knows or will know, their leases, and their ends.</summary>
/// <remarks>
/// Ends are sent at once, so that the next decision of this instance comes after them. What cannot be sent waits here, at most
/// <see cref="MostWaiting"/>, and is sent again in the order of waiting; each end changes the counters once, however often it is sent,
/// and in whatever order they come. What waits beyond that is lost: its estimate stands until its window is over, its lease ends by itself.
/// An instance that dies takes what it has here with it: its leases run out, and the estimates of its open requests stay counted on
/// purpose, since the model servers may well have served them.
/// </remarks>
internal sealed class OpenReservations(RedisLimitClient redis, Func<bool> isAway, Action<Exception> noteFailure, Action noteLost)
{
    /// <summary>How many ends wait at the most.</summary>
    public const int MostWaiting = 65_536;

    private const int Batch = 256;

    // Held while something is sent: an end must not be overtaken by the renewal of its lease.
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (Reservation Reservation, LocalLimits? Local)> _open = [];
    private readonly Queue<Settlement> _waiting = [];

    /// <summary>How many ends wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Notes a reservation that was made.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="local">Who made it without Redis; null: Redis.</param>
    public void Add(Reservation reservation, LocalLimits? local)
    {
        lock (_lock)
        {
            _open.Add(reservation.Id, (reservation, local));
        }
    }

    /// <summary>Ends a reservation, if it is open.</summary>
    public void Settle(Reservation reservation, long tokens, long microUsd)
    {
        lock (_lock)
        {
            if (_open.Remove(reservation.Id, out var open))
            {
                open.Local?.Settle(reservation, tokens, microUsd);
                Send(new Settlement(reservation.Id, reservation.At, reservation.Charges, 1, tokens, microUsd, open.Local is not null));
            }
        }
    }

    /// <summary>Takes back a reservation of which nobody knows whether Redis made it.</summary>
    public void Undo(Reservation reservation)
    {
        lock (_lock)
        {
            Send(Settlement.Undo(reservation));
        }
    }

    /// <summary>Lengthens the leases of all that is open.</summary>
    public Task RenewAsync()
    {
        lock (_lock)
        {
            // Also with none open: it is the probe too.
            return _open.Count <= Batch
                ? redis.RenewAsync(_open.Values.Select(open => open.Reservation))
                : Task.WhenAll(_open.Values.Select(open => open.Reservation).Chunk(Batch).Select(redis.RenewAsync));
        }
    }

    /// <summary>Sends what waits.</summary>
    public async Task SendWaitingAsync()
    {
        for (var left = Waiting; left > 0; left -= Batch)
        {
            var batch = Take(Math.Min(left, Batch));
            var sent = batch.ConvertAll(redis.SettleAsync);
            try
            {
                await Task.WhenAll(sent);
            }
            catch
            {
                for (var index = 0; index < batch.Count; index++)
                {
                    if (!sent[index].IsCompletedSuccessfully)
                    {
                        Keep(batch[index]);
                    }
                }

                throw;
            }
        }
    }

    private void Send(Settlement settlement)
    {
        if (isAway() || !redis.IsConnected)
        {
            Keep(settlement);
        }
        else
        {
            _ = SendAsync(settlement);
        }
    }

    private async Task SendAsync(Settlement settlement)
    {
        try
        {
            await redis.SettleAsync(settlement);
        }
        catch (Exception exception)
        {
            // Whatever it is: the caller is gone, and the end must not be.
            Keep(settlement);
            noteFailure(exception);
        }
    }

    private void Keep(Settlement settlement)
    {
        lock (_lock)
        {
            if (_waiting.Count < MostWaiting)
            {
                _waiting.Enqueue(settlement);
                return;
            }
        }

        noteLost();
    }

    private List<Settlement> Take(int count)
    {
        lock (_lock)
        {
            var batch = new List<Settlement>(count);
            while (batch.Count < count && _waiting.TryDequeue(out var settlement))
            {
                batch.Add(settlement);
            }

            return batch;
        }
    }
}
