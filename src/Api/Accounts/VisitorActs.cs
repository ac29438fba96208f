using AkashChat.Api.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Accounts;

/// <summary>What all acts of a signed-in visitor have in common.</summary>
internal static class VisitorActs
{
    /// <summary>Sends what the visitor asks for, and renders the answer.</summary>
    internal static async Task<IResult> ActAsync<T>(
        this HttpContext context,
        IDispatcher dispatcher,
        Func<Visitor, IMessage<T>> message,
        Func<T, IResult> render,
        CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var visitor = context.GetVisitor();
        if (!visitor.IsSuccess)
        {
            return visitor.Error.ToResult();
        }

        var result = await dispatcher.SendAsync(message(visitor.Value), cancellationToken);
        return result.IsSuccess ? render(result.Value) : result.Error.ToResult();
    }
}
