using FluentValidation;

namespace AkashChat.Application.Keys.ReportLeakedKey;

internal sealed class ReportLeakedKeyValidator : AbstractValidator<ReportLeakedKeyCommand>
{
    public ReportLeakedKeyValidator() => RuleFor(command => command.Network.Prefix).NotEmpty();
}
