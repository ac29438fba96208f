using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts;

/// <summary>Who may see what is for the operator alone.</summary>
/// <param name="Users">The accounts, by the ids that their account pages show.</param>
public sealed record AdminOptions(IReadOnlySet<UserId> Users)
{
    /// <summary>Lets the operator through: by the account of the session alone.</summary>
    /// <returns>Why not; null: it is the operator.</returns>
    internal Error? Refuse(Visitor visitor) => Users.Contains(visitor.UserId) ? null : AccountErrors.NotAdmin;
}
