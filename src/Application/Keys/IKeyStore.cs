using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>Keeps keys.</summary>
public interface IKeyStore
{
    /// <summary>Adds a key; saved with the unit of work.</summary>
    void Add(ApiKey key);

    /// <summary>A user's keys, the newest first, to look at only.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(UserId userId, CancellationToken cancellationToken);
}
