using FluentValidation;

namespace AkashChat.Application.Accounts.RecoverAccount;

/// <summary>Leaves the code alone: one that cannot be a code is answered as one that nobody has, and counts as a try.</summary>
internal sealed class RecoverAccountValidator : AbstractValidator<RecoverAccountCommand>
{
    public RecoverAccountValidator() => RuleFor(command => command.Network.Prefix).NotEmpty();
}
