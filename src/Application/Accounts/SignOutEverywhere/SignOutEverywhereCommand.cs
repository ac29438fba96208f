using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.SignOutEverywhere;

/// <summary>Ends all sessions of the visitor's account on the server, the one in use too.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record SignOutEverywhereCommand(Visitor Visitor) : ICommand<Unit>;
