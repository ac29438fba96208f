using System.Security.Claims;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Accounts;

/// <summary>Tells who is signed in.</summary>
public static class CurrentUser
{
    private static readonly object SessionsUnknown = new();

    /// <summary>Whether somebody may well be signed in, but the store that knows does not answer.</summary>
    public static bool AreSessionsUnknown(this HttpContext context) => context.Items.ContainsKey(SessionsUnknown);

    internal static void MarkSessionsUnknown(this HttpContext context) => context.Items[SessionsUnknown] = true;

    /// <summary>The signed-in user; null: nobody is.</summary>
    public static UserId? FindUserId(this ClaimsPrincipal principal) =>
        principal.FindFirstValue(ClaimTypes.NameIdentifier) is { } text && Guid.TryParse(text, out var id) ? new UserId(id) : null;

    /// <summary>The signed-in visitor and where they come from.</summary>
    /// <returns>A failure if nobody is signed in, or if nobody can tell at the moment.</returns>
    public static Result<Visitor> GetVisitor(this HttpContext context) =>
        context.AreSessionsUnknown() ? CommonErrors.StoreUnavailable
        : context.User.FindUserId() is { } userId ? new Visitor(userId, context.GetClientNetwork())
        : AccountErrors.NotSignedIn;
}
