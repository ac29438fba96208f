using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Api.Tests.Operations;

public sealed class SwaggerTests
{
    [Fact]
    public async Task Description_CoversTheRestApiAndTheGatewayWithExamplesErrorsAndAKey()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Client.GetPathAsync("swagger/v1/swagger.json");

        var document = await response.ReadJsonAsync();
        var paths = document.GetProperty("paths");
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        foreach (var path in new[] { "/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/moderations", "/v1/images/generations", "/v1/audio/speech", "/v1/rerank", "/v2/rerank" })
        {
            var operation = paths.GetProperty(path).GetProperty("post");
            var body = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
            Assert.Equal(JsonValueKind.Object, body.GetProperty("example").ValueKind);
            Assert.Contains("keys.expired", operation.GetProperty("responses").GetProperty("401").GetProperty("description").GetString(), StringComparison.Ordinal);
            Assert.True(operation.GetProperty("security")[0].TryGetProperty("ApiKey", out _));
        }

        foreach (var path in new[] { "/v1/images/edits", "/v1/images/variations", "/v1/audio/transcriptions", "/v1/audio/translations" })
        {
            var operation = paths.GetProperty(path).GetProperty("post");
            var schema = operation.GetProperty("requestBody").GetProperty("content").GetProperty("multipart/form-data").GetProperty("schema");
            Assert.Contains(schema.GetProperty("properties").EnumerateObject(), field => field.Value.TryGetProperty("format", out var format) && format.GetString() == "binary");
        }

        Assert.True(paths.GetProperty("/v1/audio/speech").GetProperty("post").GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty("audio/mpeg", out _));
        foreach (var path in new[] { "/api/keys/claim", "/api/account", "/api/session", "/api/challenges/proof-of-work", "/health/ready", "/v1/models", "/v1/models/{id}" })
        {
            Assert.True(paths.TryGetProperty(path, out _), path);
        }

        var claim = paths.GetProperty("/api/keys/claim").GetProperty("post");
        Assert.Contains("keys.challenge_expired", claim.GetProperty("responses").GetProperty("403").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, claim.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").ValueKind);
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey").GetProperty("scheme").GetString());
    }

    [Fact]
    public async Task Examples_WorkAsTheyStand()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var description = await client.GetPathAsync("swagger/v1/swagger.json");
        var paths = (await description.ReadJsonAsync()).GetProperty("paths");

        foreach (var path in new[] { "v1/chat/completions", "v1/completions", "v1/embeddings", "v1/responses" })
        {
            var example = paths.GetProperty("/" + path).GetProperty("post").GetProperty("requestBody").GetProperty("content")
                .GetProperty("application/json").GetProperty("example").GetRawText();
            using var answer = await client.PostJsonAsync(path, example);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }
}
