using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Backend;

/// <summary>Whoever enforces keys: our own gateway, which asks our records, or a proxy that keeps users, keys and teams of its own.</summary>
/// <remarks>
/// Everything that is asked of it may be asked twice: callers repeat what they do not know the end of. An error with the code of
/// <see cref="KeyErrors.BackendUnavailable"/> means that nobody knows whether it was done; any other one that it was not.
/// </remarks>
public interface IKeyBackend
{
    /// <summary>Whether it keeps keys of its own, so that changes must be carried there. If not, nothing else is asked of it.</summary>
    bool KeepsKeys { get; }

    /// <summary>Whether it could take a key at this moment; asked before a visitor pays for one.</summary>
    /// <returns>Why not; null: it could.</returns>
    Task<Error?> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Makes sure that the teams are there.</summary>
    Task<Error?> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Makes a secret of a key known, and its owner. One that is known already is no error.</summary>
    /// <param name="key">The key, with this secret's hash as its first.</param>
    /// <param name="secret">The secret: only with it can a key be made known.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    Task<Error?> IssueAsync(BackendKey key, KeySecret secret, CancellationToken cancellationToken);

    /// <summary>Brings a key to what it is to be: limits, name, end, team, blocked or not, and without the secrets that have ended.</summary>
    /// <returns><see cref="KeyErrors.EndedAtBackend"/>: it does not know the key's newest secret.</returns>
    Task<Error?> ApplyAsync(BackendKey key, CancellationToken cancellationToken);

    /// <summary>Ends secrets for good. One that is not known is no error.</summary>
    Task<Error?> RemoveAsync(IReadOnlyList<string> hashes, CancellationToken cancellationToken);

    /// <summary>Deletes a user with all keys. One who is not known is no error.</summary>
    Task<Error?> RemoveUserAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Lists the keys of our teams, page by page, the oldest first.</summary>
    /// <param name="page">Which page, from 1.</param>
    /// <param name="tier">The tier whose team it is about.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    Task<Result<BackendPage>> ListAsync(Tier tier, int page, CancellationToken cancellationToken);
}

/// <summary>Some of the keys that a backend knows.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="IsLast">Whether there are no more after them.</param>
public sealed record BackendPage(IReadOnlyList<BackendRecord> Keys, bool IsLast);

/// <summary>A key as a backend knows it: one secret, with what is written beside it.</summary>
public sealed record BackendRecord
{
    /// <summary>SHA-256 of the secret.</summary>
    public required string Hash { get; init; }

    /// <summary>The public id of our key whose secret it is or was; null: it is none of ours.</summary>
    public ApiKeyId? KeyId { get; init; }

    /// <summary>The owner, if it is a user of ours.</summary>
    public UserId? UserId { get; init; }

    /// <summary>The team.</summary>
    public string? TeamId { get; init; }

    /// <summary>What its holder calls it.</summary>
    public string? Name { get; init; }

    /// <summary>Enough of the secret to tell keys apart.</summary>
    public string? Preview { get; init; }

    /// <summary>The limits that hold there.</summary>
    public KeyLimits Limits { get; init; } = KeyLimits.None;

    /// <summary>Whether it is switched off.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was made known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last used; null: never, or the backend does not say.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
