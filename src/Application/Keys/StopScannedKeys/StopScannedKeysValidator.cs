using FluentValidation;

namespace AkashChat.Application.Keys.StopScannedKeys;

internal sealed class StopScannedKeysValidator : AbstractValidator<StopScannedKeysCommand>
{
    public StopScannedKeysValidator() => RuleFor(command => command.Network.Prefix).NotEmpty();
}
