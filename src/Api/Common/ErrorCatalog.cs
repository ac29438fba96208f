using System.Reflection;
using AkashChat.Domain.Common;

namespace AkashChat.Api.Common;

/// <summary>Every error that this service can answer with, for its page under <c>/docs/errors/</c>.</summary>
public static class ErrorCatalog
{
    /// <summary>All errors, sorted by code: the fields of the domain's <c>*Errors</c> classes.</summary>
    public static IReadOnlyList<Error> All { get; } =
    [
        .. typeof(Error).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Errors", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => field.GetValue(null))
            .OfType<Error>()
            .OrderBy(error => error.Code, StringComparer.Ordinal),
    ];
}
