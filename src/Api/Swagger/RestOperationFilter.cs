using System.Text.Json;
using AkashChat.Api.Common;
using AkashChat.Domain.Common;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace AkashChat.Api.Swagger;

/// <summary>What a REST route can fail with.</summary>
/// <param name="Errors">The errors, besides those that every route has.</param>
internal sealed record OpenApiErrors(params Error[] Errors);

/// <summary>Describes the REST routes' errors, and their bodies by example.</summary>
internal sealed class RestOperationFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<OpenApiErrors>().SingleOrDefault() is not { } described)
        {
            return;
        }

        operation.AddErrors(
            described.Errors.Append(CommonErrors.StoreUnavailable),
            "application/problem+json",
            error => JsonSerializer.SerializeToUtf8Bytes(ErrorWriter.ToProblem(error, OpenApiContent.ExampleRequestId), JsonSerializerOptions.Web));
        if (metadata.OfType<OpenApiExample>().SingleOrDefault() is { } example)
        {
            operation.RequestBody = OpenApiContent.BodyOf(example);
        }
    }
}
