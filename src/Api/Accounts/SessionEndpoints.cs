using AkashChat.Api.Swagger;
using AkashChat.Application.Accounts.ListSessions;
using AkashChat.Application.Accounts.SignOutEverywhere;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Accounts;

/// <summary>Where the visitor's account is signed in.</summary>
internal static class SessionEndpoints
{
    internal static void MapSessions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/sessions", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher,
                    visitor => new ListSessionsQuery(visitor, SessionCookie.Read(context)),
                    sessions => TypedResults.Ok(sessions.Select(SessionResponse.Of).ToArray()),
                    cancellationToken))
            .WithName("ListSessions")
            .WithTags("Accounts")
            .WithSummary("The browsers that are signed in to your account, the newest sign-in first.")
            .Produces<SessionResponse[]>()
            .WithMetadata(new OpenApiErrors(AccountErrors.NotSignedIn))
            .RequireAuthorization();

        api.MapDelete("/sessions", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher,
                    visitor => new SignOutEverywhereCommand(visitor),
                    _ =>
                    {
                        SessionCookie.Delete(context);
                        return TypedResults.NoContent();
                    },
                    cancellationToken))
            .WithName("SignOutEverywhere")
            .WithTags("Accounts")
            .WithSummary("Ends all sessions of your account on the server, the one in use too.")
            .Produces(StatusCodes.Status204NoContent)
            .WithMetadata(new OpenApiErrors(AccountErrors.NotSignedIn, CommonErrors.CrossSite))
            .RequireAuthorization();
    }
}

/// <summary>A signed-in browser.</summary>
/// <param name="CreatedAt">When the sign-in was.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
/// <param name="Current">Whether it is the one that asks.</param>
internal sealed record SessionResponse(DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool Current)
{
    internal static SessionResponse Of(SessionView session) => new(session.CreatedAt, session.ExpiresAt, session.IsCurrent);
}
