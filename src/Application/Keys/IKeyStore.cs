using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>Keeps keys.</summary>
public interface IKeyStore
{
    /// <summary>Adds a key; saved with the unit of work.</summary>
    void Add(ApiKey key);

    /// <summary>Removes a key that nobody got; saved with the unit of work.</summary>
    void Remove(ApiKey key);

    /// <summary>A user's key; changes to it are saved with the unit of work.</summary>
    /// <returns>Null if there is none, or if it is somebody else's: nobody can tell which.</returns>
    Task<ApiKey?> FindAsync(UserId userId, ApiKeyId keyId, CancellationToken cancellationToken);

    /// <summary>The key that has, or before its last rotation had, a secret with this hash; changes to it are saved with the unit of work.</summary>
    Task<ApiKey?> FindByHashAsync(string hash, CancellationToken cancellationToken);

    /// <summary>A user's keys, the newest first; changes to them are saved with the unit of work.</summary>
    Task<IReadOnlyList<ApiKey>> LoadAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>A user's keys, the newest first, to look at only; without those that nobody got yet.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Marks a key, at once and without counting as a change of it, as one whose newest state is to be carried to the backend.</summary>
    Task MarkPendingAsync(ApiKeyId keyId, DateTimeOffset now, CancellationToken cancellationToken);
}
