using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Reads a request's body into rented memory, once and within bounds.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body.</summary>
    /// <returns>The bytes, to be disposed; or why not.</returns>
    internal static async Task<Result<PooledBytes>> ReadAsync(HttpRequest request, GatewayRoute route, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            return CommonErrors.UnsupportedMediaType;
        }

        // As OpenAI does, we do not insist on JSON's type: many small clients forget it. A form in its place, though, is a mistake.
        if (route.TakesForm ? !IsMultipart(request) : request.HasFormContentType)
        {
            return route.TakesForm ? GatewayErrors.FormExpected : CommonErrors.UnsupportedMediaType;
        }

        try
        {
            return await PooledBytes.ReadToEndAsync(request.Body, request.ContentLength, maxBytes, cancellationToken) is { } body
                ? body
                : CommonErrors.BodyTooLarge;
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            // A chunk whose size is no number that there is.
            return CommonErrors.BadRequest;
        }
    }

    private static bool IsMultipart(HttpRequest request) =>
        request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;
}
