using AkashChat.Domain.Common;
using MediatR;

namespace AkashChat.Application.Common.Messaging;

/// <summary>Something a shell asks of the application.</summary>
/// <typeparam name="T">The value of a successful answer.</typeparam>
public interface IMessage<T> : IRequest<Result<T>>;

/// <summary>A message that changes something.</summary>
/// <typeparam name="T">The value of a successful answer.</typeparam>
public interface ICommand<T> : IMessage<T>;

/// <summary>A message that only asks.</summary>
/// <typeparam name="T">The value of a successful answer.</typeparam>
public interface IQuery<T> : IMessage<T>;

/// <summary>Carries out one kind of command.</summary>
/// <typeparam name="TCommand">The command.</typeparam>
/// <typeparam name="T">The value of a successful answer.</typeparam>
public interface ICommandHandler<in TCommand, T> : IRequestHandler<TCommand, Result<T>>
    where TCommand : ICommand<T>;

/// <summary>Answers one kind of query.</summary>
/// <typeparam name="TQuery">The query.</typeparam>
/// <typeparam name="T">The value of a successful answer.</typeparam>
public interface IQueryHandler<in TQuery, T> : IRequestHandler<TQuery, Result<T>>
    where TQuery : IQuery<T>;
