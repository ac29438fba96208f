using FluentValidation;

namespace AkashChat.Application.Usage.ExportAccount;

internal sealed class ExportAccountValidator : AbstractValidator<ExportAccountCommand>
{
    public ExportAccountValidator() => RuleFor(command => command.Visitor).NotNull();
}
