using AkashChat.Domain.Accounts;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Usage;

/// <summary>Reads what was used.</summary>
public interface IUsageHistory
{
    /// <summary>All records of a user, the oldest first, one after another: there may be too many to hold.</summary>
    IAsyncEnumerable<UsageRecord> StreamAsync(UserId userId);
}
