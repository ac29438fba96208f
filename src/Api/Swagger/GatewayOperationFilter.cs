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
        CommonErrors.MalformedJson, GatewayErrors.ModelMissing, CatalogErrors.ModelNotFound, CommonErrors.BodyTooLarge,
        GatewayErrors.UpstreamBusy, GatewayErrors.UpstreamFailed, CommonErrors.StoreUnavailable, GatewayErrors.UpstreamTimeout,
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
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content("application/json", example.Request, example.Required) };
            var ok = new OpenApiResponse { Description = "The model server's answer, as it sent it.", Content = Content("application/json", example.Response, []) };
            if (example.CanStream)
            {
                ok.Content["text/event-stream"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            }

            operation.Responses["200"] = ok;
            errors = errors.Concat(CallErrorsShown);
        }

        foreach (var status in errors.GroupBy(error => error.Kind.ToStatus()))
        {
            operation.Responses[status.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(", ", status.Select(error => error.Code)),
                Content = Content("application/json", Envelope(status.First()), []),
            };
        }
    }

    private static Dictionary<string, IOpenApiMediaType> Content(string type, string example, IReadOnlyList<string> required) => new(StringComparer.Ordinal)
    {
        [type] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Required = new HashSet<string>(required, StringComparer.Ordinal) },
            Example = JsonNode.Parse(example),
        },
    };

    private static string Envelope(Error error) => System.Text.Encoding.UTF8.GetString(OpenAiError.ToJson(error, "req_example"));
}
