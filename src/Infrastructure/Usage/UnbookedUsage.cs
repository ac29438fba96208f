using System.Collections.Concurrent;
using AkashChat.Application.Usage;
using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage;

/// <summary>What this process owes the ledger: calls under way, and records that are not booked yet.</summary>
internal sealed class UnbookedUsage
{
    // An open call or its record: one entry for each call, in which the record takes the call's place.
    private readonly ConcurrentDictionary<Guid, object> _calls = new();

    /// <summary>How many there are.</summary>
    internal int Count => _calls.Count;

    /// <summary>Whether a call is under way.</summary>
    internal bool HasOpenCalls => _calls.Any(call => call.Value is OpenCall);

    /// <summary>A call has begun.</summary>
    internal void Begin(OpenCall call) => _calls[call.Id] = call;

    /// <summary>A call is over.</summary>
    internal void End(UsageRecord record) => _calls[record.Id] = record;

    /// <summary>These records are where this process' end does not reach them, or lost for good.</summary>
    internal void Forget(IReadOnlyList<UsageRecord> records)
    {
        foreach (var record in records)
        {
            Forget(record);
        }
    }

    /// <summary>So is this one.</summary>
    internal void Forget(UsageRecord record) => _calls.TryRemove(record.Id, out _);

    /// <summary>Whether one is owed.</summary>
    internal bool Has(Guid id) => _calls.ContainsKey(id);

    /// <summary>Whether that call is under way.</summary>
    internal bool IsOpen(Guid id) => _calls.TryGetValue(id, out var call) && call is OpenCall;

    /// <summary>All, as they are at some moment while they are read; what was there before and is there after is among them.</summary>
    /// <returns>Of each the open call or the record.</returns>
    internal IEnumerable<(Guid Id, OpenCall? Open, UsageRecord? Ended)> Read() =>
        _calls.Select(call => (call.Key, call.Value as OpenCall, call.Value as UsageRecord));
}
