using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Keeps the trail of every change, in the transaction of the change itself.</summary>
public interface IAuditLog
{
    /// <summary>Adds an entry; saved with the unit of work.</summary>
    void Add(AuditEntry entry);

    /// <summary>The newest entries, of one account or of all.</summary>
    /// <param name="userId">Whose; null: all.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    Task<IReadOnlyList<AuditEntry>> ListAsync(UserId? userId, int most, CancellationToken cancellationToken);
}
