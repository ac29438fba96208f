using AkashChat.Domain.Keys;
using FluentValidation;

namespace AkashChat.Application.Keys.RotateApiKey;

internal sealed class RotateApiKeyValidator : AbstractValidator<RotateApiKeyCommand>
{
    public RotateApiKeyValidator() =>
        RuleFor(command => command.Overlap).InclusiveBetween(TimeSpan.Zero, ApiKey.MaxOverlap)
            .WithMessage($"The old secret can live on for at most {ApiKey.MaxOverlap.TotalHours} hours.");
}
