using FluentValidation;

namespace AkashChat.Application.Keys.DisableApiKey;

internal sealed class DisableApiKeyValidator : AbstractValidator<DisableApiKeyCommand>
{
    public DisableApiKeyValidator() => RuleFor(command => command.Visitor).NotNull();
}
