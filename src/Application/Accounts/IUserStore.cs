using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Keeps users.</summary>
public interface IUserStore
{
    /// <summary>Adds a user; saved with the unit of work.</summary>
    void Add(User user);

    /// <summary>Removes a user with all keys and consents; saved with the unit of work.</summary>
    void Remove(User user);

    /// <summary>Whether there is such a user.</summary>
    Task<bool> ExistsAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Finds a user; changes are saved with the unit of work.</summary>
    Task<User?> FindAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Finds the user of a sign-in; changes are saved with the unit of work.</summary>
    Task<User?> FindBySubjectAsync(string issuer, string subject, CancellationToken cancellationToken);

    /// <summary>Finds the user of a recovery code; changes are saved with the unit of work.</summary>
    Task<User?> FindByRecoveryHashAsync(string recoveryHash, CancellationToken cancellationToken);
}
