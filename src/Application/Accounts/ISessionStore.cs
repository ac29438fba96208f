using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Keeps sign-in sessions by the hash of their token: in Redis where it is configured, else in the database; never in both.</summary>
/// <remarks>A store that does not answer throws. Nobody may read that as "signed out", and there is no second store to fall back to.</remarks>
public interface ISessionStore
{
    /// <summary>Adds a session. With the database as its store it is saved with the unit of work; call it before that is saved.</summary>
    Task AddAsync(Session session, CancellationToken cancellationToken);

    /// <summary>Finds a session.</summary>
    Task<Session?> FindAsync(string tokenHash, CancellationToken cancellationToken);

    /// <summary>Saves a session's new end, at once. One that was ended meanwhile stays ended.</summary>
    /// <returns>Whether it was still there.</returns>
    Task<bool> RenewAsync(Session session, CancellationToken cancellationToken);

    /// <summary>Ends a session at once; one that does not exist is no error.</summary>
    Task DeleteAsync(string tokenHash, CancellationToken cancellationToken);

    /// <summary>Ends all sessions of a user at once.</summary>
    Task DeleteAllAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>A user's sessions that have not ended, the newest first.</summary>
    Task<IReadOnlyList<Session>> ListAsync(UserId userId, CancellationToken cancellationToken);
}
