using FluentValidation;

namespace AkashChat.Application.Keys.ChangeConsent;

internal sealed class ChangeConsentValidator : AbstractValidator<ChangeConsentCommand>
{
    public ChangeConsentValidator()
    {
        RuleFor(command => command.Visitor).NotNull();
        RuleFor(command => command.Kind).IsInEnum();
        RuleFor(command => command.Given).NotNull().WithMessage("Say true to give your consent, or false to withdraw it.");
    }
}
