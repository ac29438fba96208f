using System.Globalization;
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

    /// <summary>How many attempts were made.</summary>
    internal const string AttemptsHeader = "x-akashchat-attempts";

    /// <summary>How many models stood in before there was an answer.</summary>
    internal const string FallbacksHeader = "x-akashchat-fallbacks";

    /// <summary>Whether the answer was kept: hit, miss or shared.</summary>
    internal const string CacheHeader = "x-akashchat-cache";

    /// <summary>What the gateway itself took of the time until the answer began, in microseconds.</summary>
    internal const string OverheadHeader = "x-akashchat-overhead-us";

    /// <summary>All of them, for pages of other origins.</summary>
    internal static readonly string[] Names = [DeploymentHeader, AttemptsHeader, FallbacksHeader, CacheHeader, OverheadHeader];

    // Whether a plain answer goes out as an event, and whether that has begun.
    private bool _becomesEvent;
    private bool _isWithinEvent;

    public void Begin(AnswerHead head)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            // A stream whose caller was told of a place in the line: it goes on, and what is no stream becomes an event of it.
            _becomesEvent = !head.ContentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
            return;
        }

        response.StatusCode = head.Status;
        response.ContentType = head.ContentType;
        response.ContentLength = head.Length;
        response.Headers.CacheControl = "no-store";
        WriteWay(head.Way);
        if (head.Length is null)
        {
            // Proxies such as nginx would otherwise gather a stream before they pass it on.
            response.Headers["X-Accel-Buffering"] = "no";
        }
    }

    public void Fail(AnswerWay way)
    {
        if (!context.Response.HasStarted)
        {
            WriteWay(way);
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        SendAsync(_becomesEvent ? PartOfEvent(bytes.Span) : bytes, cancellationToken);

    /// <summary>Ends what was begun.</summary>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    internal ValueTask EndAsync(CancellationToken cancellationToken) =>
        _isWithinEvent ? SendAsync("\n\n"u8.ToArray(), cancellationToken) : ValueTask.CompletedTask;

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var flushed = await context.Response.BodyWriter.WriteAsync(bytes, cancellationToken);
        if (flushed.IsCompleted)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public ValueTask WriteErrorEventAsync(Error error, CancellationToken cancellationToken) => SendAsync(
        (byte[])[.. "data: "u8, .. OpenAiError.ToJson(error, context.TraceIdentifier), .. "\n\n"u8], cancellationToken);

    public void BreakOff() => context.Abort();

    // JSON has line breaks only between its tokens.
    private byte[] PartOfEvent(ReadOnlySpan<byte> bytes)
    {
        byte[] part = _isWithinEvent ? bytes.ToArray() : [.. "data: "u8, .. bytes];
        part.AsSpan().Replace((byte)'\n', (byte)' ');
        part.AsSpan().Replace((byte)'\r', (byte)' ');
        _isWithinEvent = true;
        return part;
    }

    private void WriteWay(AnswerWay way)
    {
        var headers = context.Response.Headers;
        if (way.DeploymentId is { } deployment)
        {
            headers[DeploymentHeader] = deployment;
        }

        headers[AttemptsHeader] = Number(way.Attempts);
        headers[OverheadHeader] = way.OverheadMicroseconds.ToString(CultureInfo.InvariantCulture);
        if (way.Fallbacks > 0)
        {
            headers[FallbacksHeader] = Number(way.Fallbacks);
        }

        if (way.Cache is { } cache)
        {
            headers[CacheHeader] = cache;
        }

        if (way.Age is { } age)
        {
            headers.Age = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string Number(int number) => number == 1 ? "1" : number.ToString(CultureInfo.InvariantCulture);
}
