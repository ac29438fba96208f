using System.Text.Json.Nodes;
using AkashChat.Api.Common;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Keys;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace AkashChat.Api.Swagger;

/// <summary>Describes the gateway's routes: their bodies by example, their errors, and that they want a key.</summary>
internal sealed class GatewayOperationFilter : IOperationFilter
{
    private static readonly Error[] KeyErrorsShown = [KeyErrors.Missing, KeyErrors.Unknown, KeyErrors.Expired];

    private static readonly Error[] CallErrorsShown =
    [
        CommonErrors.MalformedJson, GatewayErrors.ModelMissing, LimitErrors.ModelNotAllowed, CatalogErrors.ModelNotFound, CommonErrors.BodyTooLarge,
        LimitErrors.Requests, LimitErrors.Tokens, LimitErrors.ParallelRequests, LimitErrors.Budget, GatewayErrors.UpstreamBusy, GatewayErrors.UpstreamFailed, CommonErrors.StoreUnavailable, GatewayErrors.UpstreamTimeout,
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var path = "/" + context.ApiDescription.RelativePath;
        if (new Microsoft.AspNetCore.Http.PathString(path.Split('{')[0].TrimEnd('/')).GetDialect() != Dialect.OpenAi)
        {
            return;
        }

        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SwaggerModule.BearerScheme, context.Document)] = [] },
        ];
        operation.Responses ??= [];
        var errors = KeyErrorsShown.AsEnumerable();
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<OpenApiExample>().SingleOrDefault() is { } example)
        {
            operation.RequestBody = OpenApiContent.BodyOf(example);
            operation.Responses["200"] = new OpenApiResponse
            {
                Description = "The model server's answer, as it sent it.",
                Content = OpenApiContent.AnswerOf(example),
            };
            errors = errors.Concat(example.Files.Count > 0 ? [.. CallErrorsShown, GatewayErrors.MalformedForm, GatewayErrors.FormExpected] : CallErrorsShown);
        }

        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<OpenApiAnswer>().SingleOrDefault() is { } answer)
        {
            if (operation.Responses["200"].Content?["application/json"] is OpenApiMediaType json)
            {
                json.Example = JsonNode.Parse(answer.Response);
            }

            if (answer.Request is { } request)
            {
                operation.RequestBody = new OpenApiRequestBody { Required = true, Content = OpenApiContent.Of("application/json", request, []) };
            }

            errors = [.. answer.Errors, CommonErrors.StoreUnavailable];
        }

        operation.AddErrors(errors, "application/json", error => OpenAiError.ToJson(error, OpenApiContent.ExampleRequestId));
    }
}
