using AkashChat.Domain.Keys;
using FluentValidation;

namespace AkashChat.Application.Keys;

/// <summary>What a key may be called.</summary>
internal static class KeyNameRules
{
    internal static IRuleBuilderOptions<T, string> KeyName<T>(this IRuleBuilderInitial<T, string> rule) => rule
        .Cascade(CascadeMode.Stop)
        .NotEmpty().WithMessage("Give the key a name.")
        .MaximumLength(ApiKey.NameMaxLength).WithMessage($"A name has at most {ApiKey.NameMaxLength} characters.")
        .Must(name => !name.Any(char.IsControl)).WithMessage("A name has no line breaks or control characters.");
}
