using System.Collections.Concurrent;
using AkashChat.Application.Usage;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Counts the calls that are over; a call's record is made when its place is free again and what it used is counted.</summary>
internal sealed class EndedCalls : IUsageSink
{
    private readonly ConcurrentQueue<UsageRecord> _records = new();

    public Tally Tally { get; } = new("Ended calls");

    /// <summary>Their records, which are saved nowhere.</summary>
    public IReadOnlyCollection<UsageRecord> Records => _records;

    public void Record(UsageRecord record)
    {
        _records.Enqueue(record);
        Tally.Add(1);
    }
}
