using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Reads a request's body into rented memory, once and within bounds.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body.</summary>
    /// <returns>The bytes, to be disposed; or why not.</returns>
    internal static async Task<Result<PooledBytes>> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            return CommonErrors.UnsupportedMediaType;
        }

        // As OpenAI does, we do not insist on the type: many small clients forget it. A form, though, is a mistake.
        if (request.HasFormContentType)
        {
            return CommonErrors.UnsupportedMediaType;
        }

        return await PooledBytes.ReadToEndAsync(request.Body, request.ContentLength, maxBytes, cancellationToken) is { } body
            ? body
            : CommonErrors.BodyTooLarge;
    }
}
