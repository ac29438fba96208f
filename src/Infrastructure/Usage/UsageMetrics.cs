using System.Diagnostics.Metrics;

namespace AkashChat.Infrastructure.Usage;

/// <summary>How the way of usage into the ledger does, for whoever listens to the meter.</summary>
internal sealed class UsageMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "AkashChat.Usage";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _lost;
    private readonly Counter<long> _estimates;
    private int _isStreamAway;

    public UsageMetrics(UnbookedUsage unbooked)
    {
        _lost = _meter.CreateCounter<long>("akashchat.usage.lost", null, "Records for which there was no room.");
        _estimates = _meter.CreateCounter<long>("akashchat.usage.interrupted", null, "Calls of processes that ended in the middle, found and booked as estimates.");
        _meter.CreateObservableGauge("akashchat.usage.unbooked", () => unbooked.Count, null, "Calls under way, and records that wait to be booked.");
        _meter.CreateObservableGauge("akashchat.usage.stream_away", () => Volatile.Read(ref _isStreamAway), null, "1: Redis does not take usage; it is kept by this process.");
    }

    public void NoteLost() => _lost.Add(1);

    public void NoteEstimates(long count) => _estimates.Add(count);

    public void NoteStream(bool isAway) => Volatile.Write(ref _isStreamAway, isAway ? 1 : 0);

    public void Dispose() => _meter.Dispose();
}
