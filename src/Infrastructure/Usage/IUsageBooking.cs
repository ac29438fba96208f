using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Where the records of this process go, so that they outlive it.</summary>
internal interface IUsageBooking
{
    /// <summary>How long records may be gathered before they go there.</summary>
    TimeSpan GatherTime { get; }

    /// <summary>Takes records. One that was taken already changes nothing.</summary>
    /// <returns>False: not now, and the same records may be tried again.</returns>
    Task<bool> TryBookAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken);
}

/// <summary>Straight into the ledger.</summary>
internal sealed class DirectBooking(UsageLedger ledger) : IUsageBooking
{
    // Long enough to gather a batch under load, short enough that the account page looks live.
    public TimeSpan GatherTime => TimeSpan.FromMilliseconds(100);

    public Task<bool> TryBookAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken) => ledger.TrySaveAsync(records, cancellationToken);
}
