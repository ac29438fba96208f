using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>Writes what is taken over, in one transaction: all of it, or nothing.</summary>
public interface ITakeOverStore
{
    /// <summary>Begins, and makes the tiers' teams if they are missing.</summary>
    /// <returns>All teams.</returns>
    Task<TakeOverTeams> BeginAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The keys that have, or had before their last rotation, one of these hashes.</summary>
    Task<IReadOnlyList<ApiKey>> FindKeysAsync(IReadOnlyCollection<string> hashes, CancellationToken cancellationToken);

    /// <summary>The users with one of these ids, or with one of these names at the provider.</summary>
    Task<IReadOnlyList<User>> FindUsersAsync(
        IReadOnlyCollection<UserId> ids, string? issuer, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>Those of these ids that the audit trail tells this action of.</summary>
    Task<IReadOnlyList<UserId>> FindAuditedAsync(IReadOnlyCollection<UserId> ids, string action, CancellationToken cancellationToken);

    /// <summary>The places of these users that a key occupies.</summary>
    Task<IReadOnlyList<(UserId UserId, int Slot)>> FindSlotsAsync(IReadOnlyCollection<UserId> users, CancellationToken cancellationToken);

    /// <summary>Writes new rows.</summary>
    Task WriteAsync(IReadOnlyCollection<object> rows, CancellationToken cancellationToken);

    /// <summary>Makes it last. Whoever does not call it has changed nothing.</summary>
    Task CommitAsync(CancellationToken cancellationToken);
}

/// <summary>The teams that there are.</summary>
/// <param name="Permissionless">The team that takes the permissionless tier's users.</param>
/// <param name="Extended">The team that takes the extended tier's users.</param>
/// <param name="All">Every team.</param>
public sealed record TakeOverTeams(Team Permissionless, Team Extended, IReadOnlyList<Team> All);
