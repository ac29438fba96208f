using FluentValidation;

namespace AkashChat.Application.Keys.EnableApiKey;

internal sealed class EnableApiKeyValidator : AbstractValidator<EnableApiKeyCommand>
{
    public EnableApiKeyValidator() => RuleFor(command => command.Visitor).NotNull();
}
