using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Reads a request's body into rented memory, once and within bounds.</summary>
internal static class RequestBody
{
    private const int FirstRead = 16 * 1024;
    private const int FirstRent = 1024 * 1024;

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

        if (request.ContentLength > maxBytes)
        {
            return CommonErrors.BodyTooLarge;
        }

        // Grown as bytes come: what a caller announces costs it nothing.
        var body = new PooledBytes((int)Math.Min(request.ContentLength ?? FirstRead, FirstRent) + 1);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(body.Free(1), cancellationToken)) > 0)
            {
                body.Advance(read);
                if (body.Length > maxBytes)
                {
                    body.Dispose();
                    return CommonErrors.BodyTooLarge;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }

        return body;
    }
}
