using AkashChat.Application.Keys.Challenges;
using FluentValidation;

namespace AkashChat.Application.Keys.RenewApiKey;

internal sealed class RenewApiKeyValidator : AbstractValidator<RenewApiKeyCommand>
{
    public RenewApiKeyValidator() =>
        RuleFor(command => command.Answer!).SetValidator(new ChallengeAnswerValidator()).When(command => command.Answer is not null);
}
