using FluentValidation;

namespace AkashChat.Application.Keys.ReconcileKeys;

internal sealed class ReconcileKeysValidator : AbstractValidator<ReconcileKeysCommand>;
