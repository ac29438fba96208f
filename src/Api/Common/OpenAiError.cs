using System.Text.Json;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Common;

/// <summary>Renders errors as OpenAI's SDKs read them: <c>{"error":{"message","type","param","code"}}</c>.</summary>
internal static class OpenAiError
{
    internal static Task WriteAsync(HttpContext context, Error error)
    {
        var bytes = ToJson(error, context.TraceIdentifier);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>The envelope in UTF-8.</summary>
    internal static byte[] ToJson(Error error, string requestId) => JsonSerializer.SerializeToUtf8Bytes(new Envelope(new Body(
        $"{error.Message} {error.Remedy}", TypeOf(error.Kind), error.Field, error.Code, requestId)), JsonSerializerOptions.Web);

    // The words that OpenAI uses; SDKs tell errors apart by the status, people by these.
    private static string TypeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Unauthenticated => "authentication_error",
        ErrorKind.Forbidden => "permission_error",
        ErrorKind.RateLimited => "rate_limit_error",
        ErrorKind.Unexpected or ErrorKind.Upstream or ErrorKind.Unavailable or ErrorKind.Timeout => "server_error",
        _ => "invalid_request_error",
    };

    private sealed record Envelope(Body Error);

    private sealed record Body(
        string Message,
        string Type,
        string? Param,
        string Code,
        [property: System.Text.Json.Serialization.JsonPropertyName("request_id")] string RequestId);
}
