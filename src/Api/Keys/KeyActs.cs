using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Keys;

/// <summary>What all acts of a signed-in visitor on their keys have in common.</summary>
internal static class KeyActs
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

    /// <summary>Describes an act and demands a sign-in.</summary>
    internal static void Describe(this RouteHandlerBuilder route, string name, string summary, params Error[] errors) => route
        .WithName(name)
        .WithTags("Keys")
        .WithSummary(summary)
        .WithMetadata(new OpenApiErrors([AccountErrors.NotSignedIn, CommonErrors.CrossSite, .. errors]))
        .RequireAuthorization();
}
