using AkashChat.Application.Usage;
using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage.Shared;

/// <summary>Notes calls in Redis, too, before they begin.</summary>
internal sealed class SharedUsageSink(UsageQueue queue, SharedUsage shared) : IUsageSink
{
    public async ValueTask BeginAsync(OpenCall call)
    {
        await queue.BeginAsync(call);
        await shared.OpenAsync(call);
    }

    public void Record(UsageRecord record) => queue.Record(record);
}

/// <summary>On the stream, else straight into the ledger.</summary>
internal sealed class SharedBooking(SharedUsage shared, UsageLedger ledger) : IUsageBooking
{
    /// <summary>Nothing is gathered: until it is on the stream, a call counts as under way.</summary>
    public TimeSpan GatherTime => TimeSpan.Zero;

    public async Task<bool> TryBookAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken) =>
        await shared.TryEndAsync(records) || await ledger.TrySaveAsync(records, cancellationToken);
}
