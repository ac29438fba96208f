using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.RecoverAccount;

/// <summary>Brings a visitor back to their account by its recovery code, and starts a session.</summary>
/// <param name="Code">The code; null: what was typed cannot be one.</param>
/// <param name="Network">Where the visitor comes from, as the server sees it.</param>
public sealed record RecoverAccountCommand(RecoveryCode? Code, ClientNetwork Network) : ICommand<RecoveredAccount>;

/// <summary>An account that its owner came back to.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Session">The new session's token, for the cookie alone.</param>
/// <param name="SessionExpiresAt">When the session ends unless it is used before.</param>
public sealed record RecoveredAccount(UserId UserId, SessionToken Session, DateTimeOffset SessionExpiresAt);
