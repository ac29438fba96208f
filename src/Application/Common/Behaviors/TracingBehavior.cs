using System.Diagnostics;
using MediatR;

namespace AkashChat.Application.Common.Behaviors;

/// <summary>One span per message, with its type's name and nothing of its content.</summary>
internal sealed class TracingBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        using var activity = AkashChatActivity.Source.StartActivity(typeof(TRequest).Name);
        return await next();
    }
}

/// <summary>Where the product's spans come from.</summary>
public static class AkashChatActivity
{
    /// <summary>The name to subscribe to.</summary>
    public const string Name = "AkashChat";

    internal static readonly ActivitySource Source = new(Name);
}
