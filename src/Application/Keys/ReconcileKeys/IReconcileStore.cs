using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ReconcileKeys;

/// <summary>Finds keys for the comparison with the backend. Nothing that it finds is tracked.</summary>
public interface IReconcileStore
{
    /// <summary>Keys whose mark is older than that, the oldest first.</summary>
    Task<IReadOnlyList<KeyOfUser>> ListMarkedAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);

    /// <summary>Keys that have one of these hashes as their current, previous or pending one, or one of these ids.</summary>
    Task<IReadOnlyList<ApiKey>> ListByAsync(IReadOnlyCollection<string> hashes, IReadOnlyCollection<ApiKeyId> ids, CancellationToken cancellationToken);

    /// <summary>All keys that are active or disabled, one after another: there may be too many to hold.</summary>
    IAsyncEnumerable<KeyOfUser> StreamAliveAsync();

    /// <summary>Notes when keys were last used, where that is later than what is noted.</summary>
    Task NoteUseAsync(IReadOnlyDictionary<ApiKeyId, DateTimeOffset> lastUse, CancellationToken cancellationToken);
}

/// <summary>Names a key and its owner.</summary>
/// <param name="UserId">The owner.</param>
/// <param name="KeyId">The key.</param>
/// <param name="Hash">SHA-256 of its newest secret.</param>
public readonly record struct KeyOfUser(UserId UserId, ApiKeyId KeyId, string Hash);
