using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Keeps users.</summary>
public interface IUserStore
{
    /// <summary>Adds a user; saved with the unit of work.</summary>
    void Add(User user);

    /// <summary>Everything the account page shows of a user and their keys.</summary>
    /// <returns>Null if there is no such user.</returns>
    Task<GetAccount.AccountView?> FindAccountAsync(UserId userId, CancellationToken cancellationToken);
}
