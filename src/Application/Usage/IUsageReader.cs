using AkashChat.Application.Usage.GetKeyUsage;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Usage;

/// <summary>Adds up what was used.</summary>
public interface IUsageReader
{
    /// <summary>A key's usage by day of UTC, the newest day first; days without a request are left out.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="since">The first day that counts.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>Null: whoever counted does not answer.</returns>
    Task<IReadOnlyList<UsageDay>?> ListDaysAsync(ApiKeyId keyId, DateOnly since, CancellationToken cancellationToken);
}
