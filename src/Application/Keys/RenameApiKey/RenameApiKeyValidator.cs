using FluentValidation;

namespace AkashChat.Application.Keys.RenameApiKey;

internal sealed class RenameApiKeyValidator : AbstractValidator<RenameApiKeyCommand>
{
    public RenameApiKeyValidator() => RuleFor(command => command.KeyName).KeyName();
}
