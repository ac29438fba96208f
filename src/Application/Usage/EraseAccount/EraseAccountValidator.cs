using FluentValidation;

namespace AkashChat.Application.Usage.EraseAccount;

internal sealed class EraseAccountValidator : AbstractValidator<EraseAccountCommand>
{
    public EraseAccountValidator()
    {
        RuleFor(command => command.Visitor).NotNull();
        RuleFor(command => command.Confirm)
            .Equal(EraseAccountCommand.Phrase)
            .WithMessage($"Confirm with the words “{EraseAccountCommand.Phrase}”; it cannot be undone.");
    }
}
