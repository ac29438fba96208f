using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Accounts.SignOut;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Accounts;

internal static class SignOutEndpoint
{
    internal static void MapSignOut(this IEndpointRouteBuilder api) => api
        .MapDelete("/session", HandleAsync)
        .WithName("SignOut")
        .WithTags("Accounts")
        .WithSummary("Ends the session on the server. Ending one that has ended is no error.")
        .Produces(StatusCodes.Status204NoContent)
        .WithMetadata(new OpenApiErrors(CommonErrors.CrossSite))
        .AllowAnonymous();

    private static async Task<IResult> HandleAsync(HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        if (SessionCookie.Read(context) is { } token)
        {
            var result = await dispatcher.SendAsync(new SignOutCommand(token), cancellationToken);
            if (!result.IsSuccess)
            {
                return result.Error.ToResult();
            }
        }

        SessionCookie.Delete(context);
        return TypedResults.NoContent();
    }
}
