using AkashChat.Application.Accounts;
using FluentValidation;

namespace AkashChat.Application.Keys.AttachSignIn;

internal sealed class AttachSignInValidator : AbstractValidator<AttachSignInCommand>
{
    public AttachSignInValidator()
    {
        RuleFor(command => command.Visitor).NotNull();
        RuleFor(command => command.Identity).NotNull().SetValidator(new ExternalIdentityValidator());
    }
}
