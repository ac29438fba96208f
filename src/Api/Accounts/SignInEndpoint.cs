using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Accounts;

/// <summary>Sends a browser to the sign-in provider.</summary>
internal static class SignInEndpoint
{
    internal static void MapSignIn(this IEndpointRouteBuilder api) => api
        .MapGet("/auth/login", HandleAsync)
        .WithName("SignIn")
        .WithTags("Accounts")
        .WithSummary("Sends a browser to the sign-in provider, and from there back to a path of the portal.")
        .WithDescription(
            "For browsers: follow it by a link. `returnTo` is a path of the portal; anything else leads to the account page. "
            + "If the sign-in fails, it ends on `/sign-in/failed`, which says why and has the error's status.")
        .Produces(StatusCodes.Status302Found)
        .WithMetadata(new OpenApiErrors(AccountErrors.SignInNotOffered))
        .AllowAnonymous();

    private static async Task<IResult> HandleAsync(
        string? returnTo, HttpContext context, IOpenIdProvider provider, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!provider.IsOffered)
        {
            return AccountErrors.SignInNotOffered.ToResult();
        }

        // A link on a page of another site must not put another account in the place of the one that is signed in here.
        var target = ReturnAddress.Of(returnTo);
        if (context.User.FindUserId() is not null && context.Request.Headers["Sec-Fetch-Site"] is ["cross-site"])
        {
            return TypedResults.LocalRedirect(target);
        }

        return await provider.IsReachableAsync(cancellationToken)
            ? TypedResults.Challenge(new AuthenticationProperties { RedirectUri = target }, [OpenIdFlow.Scheme])
            : AccountErrors.ProviderUnavailable.ToFailurePage();
    }
}
