using System.Security.Claims;
using AkashChat.Domain.Accounts;

namespace AkashChat.Api.Accounts;

/// <summary>Tells who is signed in.</summary>
public static class CurrentUser
{
    /// <summary>The signed-in user; null: nobody is.</summary>
    public static UserId? FindUserId(this ClaimsPrincipal principal) =>
        principal.FindFirstValue(ClaimTypes.NameIdentifier) is { } text && Guid.TryParse(text, out var id) ? new UserId(id) : null;
}
