using AkashChat.Domain.Common;
using MediatR;

namespace AkashChat.Application.Common.Messaging;

internal sealed class MediatorDispatcher(IMediator mediator) : IDispatcher
{
    public Task<Result<T>> SendAsync<T>(IMessage<T> message, CancellationToken cancellationToken) =>
        mediator.Send(message, cancellationToken);
}
