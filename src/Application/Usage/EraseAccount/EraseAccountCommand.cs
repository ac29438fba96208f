using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Usage.EraseAccount;

/// <summary>Deletes the signed-in visitor's account for good. What they used stays in the sums, without a person.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="Confirm">The phrase <see cref="Phrase"/>, so that nobody does it by a slip.</param>
public sealed record EraseAccountCommand(Visitor Visitor, string? Confirm) : ICommand<Unit>
{
    /// <summary>What must be said.</summary>
    public const string Phrase = "delete my account";
}
