using AkashChat.Domain.Common;

namespace AkashChat.Application.Common.Messaging;

/// <summary>Takes a message to its handler.</summary>
public interface IDispatcher
{
    /// <summary>Sends the message through validation to its handler.</summary>
    /// <returns>The handler's result, or a failed one if the message's validator refused it.</returns>
    Task<Result<T>> SendAsync<T>(IMessage<T> message, CancellationToken cancellationToken);
}
