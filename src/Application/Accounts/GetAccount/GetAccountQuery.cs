using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.GetAccount;

/// <summary>Asks for the signed-in visitor's own account.</summary>
/// <param name="UserId">Who is signed in.</param>
public sealed record GetAccountQuery(UserId UserId) : IQuery<AccountView>;

/// <summary>A user as the account page shows them.</summary>
public sealed record AccountView(
    UserId UserId, string TeamId, Tier Tier, string? Purpose, Consent Consent, DateTimeOffset CreatedAt);
