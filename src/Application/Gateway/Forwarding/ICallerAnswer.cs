using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>The way back to the caller.</summary>
public interface ICallerAnswer
{
    /// <summary>Sends the head of the answer; from then on it cannot become another one.</summary>
    /// <param name="head">The head.</param>
    void Begin(AnswerHead head);

    /// <summary>Sends bytes at once.</summary>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Sends an error as the last event of a stream that has begun.</summary>
    ValueTask WriteErrorEventAsync(Error error, CancellationToken cancellationToken);
}

/// <summary>The head of an answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The content type, as the model server gave it.</param>
/// <param name="Length">The body's length in bytes; null: it is passed on as it comes.</param>
/// <param name="Way">How the answer was come by.</param>
public readonly record struct AnswerHead(int Status, string ContentType, long? Length, AnswerWay Way);

/// <summary>How an answer was come by, for its headers and the usage record.</summary>
public sealed record AnswerWay
{
    /// <summary>The public id of the deployment that answers; null: none does.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>How many attempts were made, on all deployments together; 0: none was needed, or possible.</summary>
    public int Attempts { get; init; }

    /// <summary>How many groups stood in, one after another, before there was an answer; 0: the group itself answered.</summary>
    public int Fallbacks { get; init; }

    /// <summary>Whether it was kept from an equal request (<c>hit</c>), made anew (<c>miss</c>), or shared with one in flight (<c>shared</c>); null: nothing is kept.</summary>
    public string? Cache { get; init; }

    /// <summary>What the gateway itself took of the time until the answer began, in microseconds.</summary>
    public long OverheadMicroseconds { get; init; }
}
