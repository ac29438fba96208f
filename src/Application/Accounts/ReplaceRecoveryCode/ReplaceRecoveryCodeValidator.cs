using FluentValidation;

namespace AkashChat.Application.Accounts.ReplaceRecoveryCode;

internal sealed class ReplaceRecoveryCodeValidator : AbstractValidator<ReplaceRecoveryCodeCommand>
{
    public ReplaceRecoveryCodeValidator() => RuleFor(command => command.Visitor).NotNull();
}
