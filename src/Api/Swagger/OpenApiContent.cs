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
    internal static OpenApiRequestBody BodyOf(OpenApiExample example) => new()
    {
        Required = true,
        Content = example.Files.Count == 0 ? Of("application/json", example.Request, example.Required) : FormOf(example),
    };

    /// <summary>A route's answer, by its example.</summary>
    internal static Dictionary<string, IOpenApiMediaType> AnswerOf(OpenApiExample example)
    {
        var content = example.Response is { } json ? Of("application/json", json, []) : new(StringComparer.Ordinal);
        if (example.ResponseType is { } type)
        {
            content[type] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        }

        if (example.CanStream)
        {
            content["text/event-stream"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        }

        return content;
    }

    private static Dictionary<string, IOpenApiMediaType> FormOf(OpenApiExample example)
    {
        var content = Of("multipart/form-data", example.Request, example.Required);
        var schema = (OpenApiSchema)content["multipart/form-data"].Schema!;
        schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        foreach (var (name, _) in JsonNode.Parse(example.Request)!.AsObject())
        {
            schema.Properties[name] = new OpenApiSchema { Type = JsonSchemaType.String };
        }

        foreach (var name in example.Files)
        {
            schema.Properties[name] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        }

        return content;
    }

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
