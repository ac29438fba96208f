using FluentValidation;

namespace AkashChat.Application.Keys.NarrowApiKey;

internal sealed class NarrowApiKeyValidator : AbstractValidator<NarrowApiKeyCommand>
{
    private const int MaxModels = 100;
    private const int ModelNameMaxLength = 256;

    public NarrowApiKeyValidator(TimeProvider clock)
    {
        RuleFor(command => command.EndsAt).GreaterThan(_ => clock.GetUtcNow())
            .WithMessage("The end must lie ahead; to end the key now, revoke it.");
        RuleFor(command => command.Limits.ParallelRequests).GreaterThan(0)
            .WithMessage("At least one request at a time, or disable the key.");
        RuleFor(command => command.Limits.RequestsPerMinute).GreaterThan(0)
            .WithMessage("At least one request a minute, or disable the key.");
        RuleFor(command => command.Limits.TokensPerMinute).GreaterThan(0)
            .WithMessage("At least one token a minute, or disable the key.");
        RuleFor(command => command.Limits.BudgetMicroUsd).GreaterThanOrEqualTo(0)
            .WithMessage("A budget is not negative.");
        RuleFor(command => command.Limits.Models)
            .Must(models => models is null || (models.Count is > 0 and <= MaxModels && models.All(IsName)))
            .WithMessage($"Name 1 to {MaxModels} models, or leave them out for all.");
    }

    private static bool IsName(string? model) => !string.IsNullOrWhiteSpace(model) && model.Length <= ModelNameMaxLength;
}
