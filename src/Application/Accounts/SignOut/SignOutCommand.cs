using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.SignOut;

/// <summary>Ends a session on the server. One that has ended already is no error.</summary>
/// <param name="Token">The cookie's token.</param>
public sealed record SignOutCommand(SessionToken Token) : ICommand<Unit>;
