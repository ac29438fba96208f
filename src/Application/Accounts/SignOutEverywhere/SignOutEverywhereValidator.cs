using FluentValidation;

namespace AkashChat.Application.Accounts.SignOutEverywhere;

internal sealed class SignOutEverywhereValidator : AbstractValidator<SignOutEverywhereCommand>
{
    public SignOutEverywhereValidator() => RuleFor(command => command.Visitor).NotNull();
}
