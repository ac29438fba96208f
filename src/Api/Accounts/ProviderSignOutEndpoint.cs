using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Accounts;
using AkashChat.Application.Accounts.SignOut;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Accounts;

/// <summary>Signs out here, then at the provider. One that is away keeps nobody signed in here.</summary>
internal static class ProviderSignOutEndpoint
{
    internal static void MapProviderSignOut(this IEndpointRouteBuilder api) => api
        .MapPost("/auth/logout", HandleAsync)
        .WithName("SignOutAtProvider")
        .WithTags("Accounts")
        .WithSummary("Ends the session on the server, then leads the browser to sign out at the provider and back to the home page.")
        .WithDescription("For forms of the portal. A program that only wants to end its session calls `DELETE /api/session`.")
        .Produces(StatusCodes.Status200OK, contentType: "text/html")
        .Produces(StatusCodes.Status302Found)
        .WithMetadata(new OpenApiErrors(AccountErrors.SignInNotOffered, CommonErrors.CrossSite))
        .AllowAnonymous();

    private static async Task<IResult> HandleAsync(
        HttpContext context, IOpenIdProvider provider, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!provider.IsOffered)
        {
            return AccountErrors.SignInNotOffered.ToResult();
        }

        if (SessionCookie.Read(context) is { } token)
        {
            var ended = await dispatcher.SendAsync(new SignOutCommand(token), cancellationToken);
            if (!ended.IsSuccess)
            {
                return ended.Error.ToResult();
            }
        }

        SessionCookie.Delete(context);
        return await provider.FindSignOutAddressAsync(cancellationToken) is { } address
            ? SignInAnswers.LeaveFor(address.AbsoluteUri)
            : TypedResults.LocalRedirect("/");
    }
}
