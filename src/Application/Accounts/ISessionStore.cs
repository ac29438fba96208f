using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Keeps sign-in sessions by the hash of their token.</summary>
public interface ISessionStore
{
    /// <summary>Adds a session; saved with the unit of work.</summary>
    void Add(Session session);

    /// <summary>Finds a session; changes to it are saved with the unit of work.</summary>
    Task<Session?> FindAsync(string tokenHash, CancellationToken cancellationToken);

    /// <summary>Ends a session at once; one that does not exist is no error.</summary>
    Task DeleteAsync(string tokenHash, CancellationToken cancellationToken);
}
