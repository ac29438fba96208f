using AkashChat.Domain.Keys;
using FluentValidation;

namespace AkashChat.Application.Keys.IssueChallenge;

internal sealed class IssueChallengeValidator : AbstractValidator<IssueChallengeCommand>
{
    public IssueChallengeValidator() => RuleFor(command => command.Kind).IsInEnum().NotEqual(ChallengeKind.Captcha);
}
