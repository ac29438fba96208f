using System.Diagnostics.Metrics;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>How the store of the limits does, for whoever listens to the meter.</summary>
internal sealed class LimitStoreMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "AkashChat.Limits";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _failures;
    private readonly Counter<long> _withoutStore;
    private readonly Counter<long> _lost;

    public LimitStoreMetrics(Func<bool> isAway, Func<int> waiting)
    {
        _failures = _meter.CreateCounter<long>("akashchat.limits.store_failures", null, "Questions that Redis did not answer in time.");
        _withoutStore = _meter.CreateCounter<long>("akashchat.limits.without_store", null, "Decisions made without Redis, by what was done: refuse or local.");
        _lost = _meter.CreateCounter<long>("akashchat.limits.settlements_lost", null, "Ends of requests that could not be kept until Redis is back: their estimates stand.");
        _meter.CreateObservableGauge("akashchat.limits.store_away", () => isAway() ? 1 : 0, null, "1: Redis does not answer, and nobody asks it.");
        _meter.CreateObservableGauge("akashchat.limits.settlements_waiting", waiting, null, "Ends of requests that wait until Redis is back.");
    }

    public void NoteFailure() => _failures.Add(1);

    public void NoteWithoutStore(bool isLocal) => _withoutStore.Add(1, new KeyValuePair<string, object?>("policy", isLocal ? "local" : "refuse"));

    public void NoteLost() => _lost.Add(1);

    public void Dispose() => _meter.Dispose();
}
