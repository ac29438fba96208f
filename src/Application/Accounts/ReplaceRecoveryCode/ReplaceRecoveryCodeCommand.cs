using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.ReplaceRecoveryCode;

/// <summary>Makes a new recovery code, to be shown this once; the old one, if there is one, no longer works.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record ReplaceRecoveryCodeCommand(Visitor Visitor) : ICommand<RecoveryCode>;
