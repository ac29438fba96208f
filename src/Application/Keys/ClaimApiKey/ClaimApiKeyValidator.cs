using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using FluentValidation;

namespace AkashChat.Application.Keys.ClaimApiKey;

internal sealed class ClaimApiKeyValidator : AbstractValidator<ClaimApiKeyCommand>
{
    public ClaimApiKeyValidator()
    {
        RuleFor(command => command.KeyName).KeyName();
        RuleFor(command => command.Purpose)
            .MaximumLength(User.PurposeMaxLength).WithMessage($"A purpose has at most {User.PurposeMaxLength} characters.")
            .Must(purpose => purpose is null || !purpose.Contains('\0')).WithMessage("A purpose has no control characters.");
        RuleFor(command => command.AcceptsTerms).Equal(true).WithMessage("Accept the terms of use to get a key.");
        RuleFor(command => command.Answer).SetValidator(new ChallengeAnswerValidator());
    }
}
