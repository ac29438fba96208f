using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.RenewSession;

/// <summary>Tells whose session a cookie is, and slides its end forward.</summary>
/// <param name="Token">The cookie's token.</param>
public sealed record RenewSessionCommand(SessionToken Token) : ICommand<RenewedSession>;

/// <summary>A live session.</summary>
/// <param name="UserId">Who is signed in.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
/// <param name="Moved">Whether the end moved, so that the cookie must be sent again.</param>
public sealed record RenewedSession(UserId UserId, DateTimeOffset ExpiresAt, bool Moved);
