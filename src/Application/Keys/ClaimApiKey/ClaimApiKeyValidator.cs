using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using FluentValidation;

namespace AkashChat.Application.Keys.ClaimApiKey;

internal sealed class ClaimApiKeyValidator : AbstractValidator<ClaimApiKeyCommand>
{
    // A sealed challenge has about 300 characters; far longer ones are not worth opening.
    private const int ChallengeMaxLength = 2_000;

    public ClaimApiKeyValidator()
    {
        RuleFor(command => command.KeyName)
            .Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("Give the key a name.")
            .MaximumLength(ApiKey.NameMaxLength).WithMessage($"A name has at most {ApiKey.NameMaxLength} characters.")
            .Must(HasNoControlCharacters).WithMessage("A name has no line breaks or control characters.");
        RuleFor(command => command.Purpose)
            .MaximumLength(User.PurposeMaxLength).WithMessage($"A purpose has at most {User.PurposeMaxLength} characters.")
            .Must(purpose => purpose is null || !purpose.Contains('\0')).WithMessage("A purpose has no control characters.");
        RuleFor(command => command.AcceptsTerms).Equal(true).WithMessage("Accept the terms of use to get a key.");
        RuleFor(command => command.Challenge)
            .Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("Send the challenge you answer; ask for one first.")
            .MaximumLength(ChallengeMaxLength).WithMessage("That is not a challenge of this service.");
        RuleFor(command => command.Solution)
            .MaximumLength(ChallengeMaxLength).WithMessage("That is not a solution.");
    }

    private static bool HasNoControlCharacters(string name) => !name.Any(char.IsControl);
}
