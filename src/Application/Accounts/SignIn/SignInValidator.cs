using FluentValidation;

namespace AkashChat.Application.Accounts.SignIn;

internal sealed class SignInValidator : AbstractValidator<SignInCommand>
{
    public SignInValidator() => RuleFor(command => command.Identity).NotNull().SetValidator(new ExternalIdentityValidator());
}
