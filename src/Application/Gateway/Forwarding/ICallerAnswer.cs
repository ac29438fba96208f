using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>The way back to the caller.</summary>
public interface ICallerAnswer
{
    /// <summary>Sends the head of the answer; from then on it cannot become another one.</summary>
    /// <param name="head">The head.</param>
    void Begin(AnswerHead head);

    /// <summary>Notes how far the call came, for the head of the error that follows.</summary>
    void Fail(AnswerWay way);

    /// <summary>Sends bytes at once.</summary>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Sends an error as the last event of a stream that has begun.</summary>
    ValueTask WriteErrorEventAsync(Error error, CancellationToken cancellationToken);

    /// <summary>Closes the connection in the middle of an answer that nothing else can say of that it is not whole.</summary>
    void BreakOff();
}

/// <summary>The head of an answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The content type, as the model server gave it.</param>
/// <param name="Length">The body's length in bytes; null: it is passed on as it comes.</param>
/// <param name="Way">How the answer was come by.</param>
public readonly record struct AnswerHead(int Status, string ContentType, long? Length, AnswerWay Way);
