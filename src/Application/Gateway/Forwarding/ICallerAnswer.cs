using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>The way back to the caller.</summary>
public interface ICallerAnswer
{
    /// <summary>Sends the head of the answer; from then on it cannot become another one.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="contentType">The content type, as the model server gave it.</param>
    /// <param name="length">The body's length in bytes; null: a stream.</param>
    /// <param name="deploymentId">The public id of the deployment that answers.</param>
    void Begin(int status, string contentType, long? length, string deploymentId);

    /// <summary>Sends bytes at once.</summary>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Sends an error as the last event of a stream that has begun.</summary>
    ValueTask WriteErrorEventAsync(Error error, CancellationToken cancellationToken);
}
