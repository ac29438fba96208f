using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage;

/// <summary>Takes a person out of everything that is kept.</summary>
public interface IAccountEraser
{
    /// <summary>
    /// Ends the sessions, then in one transaction: deletes the user with identity, consents, keys and counts; keeps usage
    /// without the person; takes the networks out of the audit trail; adds the last entry to it.
    /// </summary>
    /// <returns>Whether there was such a user.</returns>
    Task<bool> EraseAsync(UserId userId, AuditEntry last, CancellationToken cancellationToken);
}
