using FluentValidation;

namespace AkashChat.Application.Accounts.SignOut;

internal sealed class SignOutValidator : AbstractValidator<SignOutCommand>
{
    public SignOutValidator() => RuleFor(command => command.Token).NotNull();
}
