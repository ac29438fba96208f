using AkashChat.Domain.Accounts;
using FluentValidation;

namespace AkashChat.Application.Accounts;

/// <summary>What can be kept of an identity.</summary>
internal sealed class ExternalIdentityValidator : AbstractValidator<ExternalIdentity>
{
    public ExternalIdentityValidator()
    {
        RuleFor(identity => identity.Issuer).NotEmpty().MaximumLength(ExternalIdentity.MaxLength);
        RuleFor(identity => identity.Subject).NotEmpty().MaximumLength(ExternalIdentity.MaxLength);
        RuleFor(identity => identity.Email).MaximumLength(ExternalIdentity.MaxLength);
        RuleFor(identity => identity.EmailVerified).Equal(false).When(identity => string.IsNullOrEmpty(identity.Email));
    }
}
