using AkashChat.Api.Common;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>The way back to the caller over HTTP.</summary>
internal sealed class HttpCallerAnswer(HttpContext context) : ICallerAnswer
{
    /// <summary>Which deployment answered, by its public id.</summary>
    internal const string DeploymentHeader = "x-akashchat-deployment-id";

    public void Begin(AnswerHead head)
    {
        var response = context.Response;
        response.StatusCode = head.Status;
        response.ContentType = head.ContentType;
        response.ContentLength = head.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers[DeploymentHeader] = head.Way.DeploymentId;
        if (head.Length is null)
        {
            // Proxies such as nginx would otherwise gather a stream before they pass it on.
            response.Headers["X-Accel-Buffering"] = "no";
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var flushed = await context.Response.BodyWriter.WriteAsync(bytes, cancellationToken);
        if (flushed.IsCompleted)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public ValueTask WriteErrorEventAsync(Error error, CancellationToken cancellationToken) => WriteAsync(
        (byte[])[.. "data: "u8, .. OpenAiError.ToJson(error, context.TraceIdentifier), .. "\n\n"u8], cancellationToken);
}
