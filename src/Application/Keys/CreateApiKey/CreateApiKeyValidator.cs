using AkashChat.Application.Keys.Challenges;
using FluentValidation;

namespace AkashChat.Application.Keys.CreateApiKey;

internal sealed class CreateApiKeyValidator : AbstractValidator<CreateApiKeyCommand>
{
    public CreateApiKeyValidator()
    {
        RuleFor(command => command.KeyName).KeyName();

        // Whether one is needed depends on the tier, which the handler knows.
        RuleFor(command => command.Answer!).SetValidator(new ChallengeAnswerValidator()).When(command => command.Answer is not null);
    }
}
