using System.Collections.Concurrent;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Usage;
using AkashChat.Domain.Common;
using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>How a call of a rehearsal ended.</summary>
/// <param name="Record">The usage record that it left.</param>
/// <param name="Error">What the caller was told instead of an answer; null: there was one, or the beginning of one.</param>
internal sealed record CallOutcome(UsageRecord Record, Error? Error);

/// <summary>A caller who takes whatever comes.</summary>
internal sealed class RehearsalCaller(Activity activity) : ICallerAnswer
{
    public void Begin(AnswerHead head) => activity.Note();

    public void Fail(AnswerWay way) => activity.Note();

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        activity.Note();
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteErrorEventAsync(Error error, CancellationToken cancellationToken) => WriteAsync(default, cancellationToken);

    public void BreakOff() => activity.Note();
}

/// <summary>Keeps usage records until the caller of the same number asks for his.</summary>
internal sealed class RehearsalRecords : IUsageSink
{
    private readonly ConcurrentDictionary<string, UsageRecord> _records = new(StringComparer.Ordinal);

    public ValueTask BeginAsync(OpenCall call) => ValueTask.CompletedTask;

    public void Record(UsageRecord record) => _records[record.KeyId] = record;

    /// <summary>The record of a call that is over.</summary>
    public UsageRecord Take(string number) =>
        _records.TryRemove(number, out var record) ? record : throw new InvalidOperationException("A call left no usage record.");
}

/// <summary>Chance that comes the same way every time.</summary>
internal sealed class SeededRandom(int seed) : Random(seed)
{
    private readonly Lock _lock = new();

    public override int Next(int maxValue)
    {
        lock (_lock)
        {
            return base.Next(maxValue);
        }
    }

    public override double NextDouble()
    {
        lock (_lock)
        {
            return base.NextDouble();
        }
    }
}
