using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Keys;

/// <summary>Sends a signed-in visitor to the provider, to attach a sign-in to their account and its keys.</summary>
internal static class AttachSignInEndpoint
{
    internal static void MapAttachSignIn(this IEndpointRouteBuilder api) => api
        .MapPost("/auth/attach", HandleAsync)
        .Produces(StatusCodes.Status200OK, contentType: "text/html")
        .Produces(StatusCodes.Status302Found)
        .Describe(
            "AttachSignIn",
            "Leads the browser to the sign-in provider, to attach a sign-in to your account. It stays the same account; its keys move to the extended tier.",
            AccountErrors.SignInNotOffered);

    private static async Task<IResult> HandleAsync(HttpContext context, IOpenIdProvider provider, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var visitor = context.GetVisitor();
        if (!provider.IsOffered || !visitor.IsSuccess)
        {
            return (provider.IsOffered ? visitor.Error : AccountErrors.SignInNotOffered).ToResult();
        }

        if (!await provider.IsReachableAsync(cancellationToken))
        {
            return AccountErrors.ProviderUnavailable.ToFailurePage();
        }

        // Sealed, and compared with the session when the browser comes back: what is attached is decided here and now.
        var properties = new AuthenticationProperties { RedirectUri = ReturnAddress.Usual };
        properties.Items[OpenIdFlow.AttachTo] = visitor.Value.UserId.ToString();
        await context.ChallengeAsync(OpenIdFlow.Scheme, properties);
        return SignInAnswers.LeaveFor(context.Response.Headers.Location.ToString());
    }
}
