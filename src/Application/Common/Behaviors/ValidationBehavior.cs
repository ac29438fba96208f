using System.Text.Json;
using AkashChat.Domain.Common;
using FluentValidation;
using MediatR;

namespace AkashChat.Application.Common.Behaviors;

/// <summary>Runs every validator of a message; if one refuses, the handler is never reached.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : IResult<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var fields = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var validator in validators)
        {
            var outcome = await validator.ValidateAsync(request, cancellationToken);
            foreach (var failure in outcome.Errors)
            {
                // Parts of a message have records of their own; callers send them side by side.
                var field = JsonNamingPolicy.CamelCase.ConvertName(failure.PropertyName.Split('.')[^1]);
                (fields.TryGetValue(field, out var messages) ? messages : fields[field] = []).Add(failure.ErrorMessage);
            }
        }

        return fields.Count == 0
            ? await next()
            : TResponse.Failure(CommonErrors.InvalidInput with
            {
                Field = fields.Keys.First(),
                Fields = fields.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal),
            });
    }
}
