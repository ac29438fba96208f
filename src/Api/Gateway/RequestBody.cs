using System.IO.Pipelines;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Reads a request's body into rented memory, once and within bounds.</summary>
internal static class RequestBody
{
    private const string Multipart = "multipart/form-data";
    private const string UrlEncoded = "application/x-www-form-urlencoded";

    /// <summary>Reads the body.</summary>
    /// <returns>The bytes, to be disposed; or why not.</returns>
    internal static async ValueTask<Result<PooledBytes>> ReadAsync(HttpRequest request, GatewayRoute route, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            return CommonErrors.UnsupportedMediaType;
        }

        // As OpenAI does, we do not insist on JSON's type: many small clients forget it. A form in its place, though, is a mistake.
        if (route.TakesForm ? !IsOfType(request, Multipart) : IsForm(request))
        {
            return route.TakesForm ? GatewayErrors.FormExpected : CommonErrors.UnsupportedMediaType;
        }

        try
        {
            return request.ContentLength > maxBytes
                ? CommonErrors.BodyTooLarge
                : await ReadToEndAsync(request.BodyReader, PooledBytes.ForAtMost(maxBytes, request.ContentLength), maxBytes, cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            // A chunk whose size is no number that there is.
            return CommonErrors.BadRequest;
        }
    }

    // Kestrel's own pipe: the stream in front of it costs two asynchronous steps for every piece.
    private static async ValueTask<Result<PooledBytes>> ReadToEndAsync(PipeReader reader, PooledBytes body, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                if (read.IsCanceled)
                {
                    throw new OperationCanceledException(cancellationToken);
                }

                if (body.Length + read.Buffer.Length > maxBytes)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    body.Dispose();
                    return CommonErrors.BodyTooLarge;
                }

                foreach (var piece in read.Buffer)
                {
                    body.Append(piece.Span);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    // The server's own test of it makes three objects for each request.
    private static bool IsForm(HttpRequest request) => IsOfType(request, Multipart) || IsOfType(request, UrlEncoded);

    private static bool IsOfType(HttpRequest request, string type) =>
        request.ContentType is { } said && said.AsSpan().TrimStart().StartsWith(type, StringComparison.OrdinalIgnoreCase);
}
