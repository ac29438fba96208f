using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AkashChat.Domain.Common;
using Microsoft.OpenApi;

namespace AkashChat.Api.Swagger;

/// <summary>Bodies by example, and errors by code, for the API description.</summary>
internal static class OpenApiContent
{
    internal const string ExampleRequestId = "req_0123456789abcdefghij";

    /// <summary>A JSON body that is described by an example.</summary>
    internal static Dictionary<string, IOpenApiMediaType> Of(string type, string example, IReadOnlyList<string> required) => new(StringComparer.Ordinal)
    {
        [type] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Required = new HashSet<string>(required, StringComparer.Ordinal) },
            Example = JsonNode.Parse(example),
        },
    };

    /// <summary>A route's request body, by its example.</summary>
    internal static OpenApiRequestBody BodyOf(OpenApiExample example) =>
        new() { Required = true, Content = Of("application/json", example.Request, example.Required) };

    /// <summary>Describes each status by the codes that come with it, and by one of them in full.</summary>
    internal static void AddErrors(this OpenApiOperation operation, IEnumerable<Error> errors, string type, Func<Error, byte[]> render)
    {
        operation.Responses ??= [];
        foreach (var status in errors.GroupBy(error => error.Kind.ToStatus()))
        {
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(", ", status.Select(error => error.Code)),
                Content = Of(type, Encoding.UTF8.GetString(render(status.First())), []),
            };
        }
    }
}
