using FluentValidation;

namespace AkashChat.Application.Keys.RevokeApiKey;

internal sealed class RevokeApiKeyValidator : AbstractValidator<RevokeApiKeyCommand>
{
    public RevokeApiKeyValidator() => RuleFor(command => command.Visitor).NotNull();
}
