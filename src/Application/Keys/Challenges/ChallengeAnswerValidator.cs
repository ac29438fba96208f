using FluentValidation;

namespace AkashChat.Application.Keys.Challenges;

internal sealed class ChallengeAnswerValidator : AbstractValidator<ChallengeAnswer>
{
    // A sealed challenge has about 300 characters, a captcha's token at most some 2,000 to 7,000; longer ones are not worth opening.
    private const int ChallengeMaxLength = 2_000;
    private const int TokenMaxLength = 16_000;

    public ChallengeAnswerValidator()
    {
        RuleFor(answer => answer.Challenge)
            .Cascade(CascadeMode.Stop)
            .NotEmpty().When(answer => string.IsNullOrEmpty(answer.CaptchaToken), ApplyConditionTo.CurrentValidator)
            .WithMessage("Send the challenge you answer, or the captcha's token; see GET /api/challenges for what is asked.")
            .MaximumLength(ChallengeMaxLength).WithMessage("That is not a challenge of this service.");
        RuleFor(answer => answer.Solution)
            .MaximumLength(ChallengeMaxLength).WithMessage("That is not a solution.");
        RuleFor(answer => answer.CaptchaToken)
            .MaximumLength(TokenMaxLength).WithMessage("That is not a captcha's answer.");
    }
}
