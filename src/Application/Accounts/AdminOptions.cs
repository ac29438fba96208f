using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Who may see what is for the operator alone.</summary>
/// <param name="Users">The accounts, by the ids that their account pages show.</param>
public sealed record AdminOptions(IReadOnlySet<UserId> Users);
