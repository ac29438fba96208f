using FluentValidation;

namespace AkashChat.Application.Accounts.RenewSession;

internal sealed class RenewSessionValidator : AbstractValidator<RenewSessionCommand>
{
    public RenewSessionValidator() => RuleFor(command => command.Token).NotNull();
}
