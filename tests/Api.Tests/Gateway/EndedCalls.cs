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

    /// <summary>Counts the calls that have begun.</summary>
    public Tally Begun { get; } = new("Calls");

    /// <summary>Their records, which are saved nowhere.</summary>
    public IReadOnlyCollection<UsageRecord> Records => _records;

    public ValueTask BeginAsync(OpenCall call)
    {
        Begun.Add(1);
        return ValueTask.CompletedTask;
    }

    public void Record(UsageRecord record)
    {
        _records.Enqueue(record);
        Tally.Add(1);
    }
}
