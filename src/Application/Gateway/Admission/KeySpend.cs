using AkashChat.Application.Usage;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>What one key has spent this month: read from the records once, then kept up by the calls that end here.</summary>
/// <remarks>
/// Every few seconds of use the records are asked again, for what other instances have spent meanwhile; of both numbers the
/// larger holds, because the newest records are still on their way there. So it lags by the calls in flight and a few seconds,
/// and never says too much.
/// </remarks>
internal sealed class KeySpend(string keyId, ISpendReader reader, TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private BudgetMonth? _month;
    private long _microUsd;
    private long _readAt;
    private Task? _reading;

    /// <summary>What was spent in the month of now, in µUSD.</summary>
    public async ValueTask<long> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task reading;
            lock (_lock)
            {
                var month = BudgetMonth.Of(clock.GetUtcNow());
                var isReading = _reading is { IsCompleted: false };
                if (_month == month && (isReading || clock.GetElapsedTime(_readAt) < Freshness))
                {
                    // While one request reads again, the others go by what is known.
                    return _microUsd;
                }

                // On no request's thread and under no request's end: others wait for it as well.
                reading = _reading = isReading ? _reading! : Task.Run(() => ReadMonthAsync(month), CancellationToken.None);
            }

            await reading.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Adds what a call has cost that ended here.</summary>
    /// <param name="microUsd">The cost.</param>
    /// <param name="startedAt">When the call came in; that decides which month pays.</param>
    public void Add(long microUsd, DateTimeOffset startedAt)
    {
        lock (_lock)
        {
            // A month that is not read yet will find the call among its records.
            if (_month == BudgetMonth.Of(startedAt))
            {
                _microUsd = microUsd > long.MaxValue - _microUsd ? long.MaxValue : _microUsd + microUsd;
            }
        }
    }

    private async Task ReadMonthAsync(BudgetMonth month)
    {
        var recorded = await reader.SumMicroUsdAsync(keyId, month.Start, month.End, CancellationToken.None);
        lock (_lock)
        {
            _microUsd = _month == month ? Math.Max(_microUsd, recorded) : recorded;
            (_month, _readAt) = (month, clock.GetTimestamp());
        }
    }
}
