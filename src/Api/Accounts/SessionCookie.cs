using AkashChat.Domain.Accounts;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Accounts;

/// <summary>The one place where a session's token leaves the server: a cookie that scripts cannot read.</summary>
public static class SessionCookie
{
    // The prefix makes browsers refuse the cookie unless it is Secure and for this host alone; over plain http, as on
    // localhost, they would refuse it altogether.
    private const string SecureName = "__Host-akash-session";
    private const string PlainName = "akash-session";

    /// <summary>Signs the browser in.</summary>
    public static void Write(HttpContext context, SessionToken token, DateTimeOffset expiresAt) =>
        context.Response.Cookies.Append(NameFor(context), token.Reveal(), Options(context, expiresAt));

    /// <summary>The token that the browser sent; null: none, or none that could be one.</summary>
    public static SessionToken? Read(HttpContext context) => SessionToken.Parse(context.Request.Cookies[NameFor(context)]);

    /// <summary>Makes the browser forget the token.</summary>
    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(NameFor(context), Options(context, null));

    private static string NameFor(HttpContext context) => context.Request.IsHttps ? SecureName : PlainName;

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expiresAt) => new()
    {
        Expires = expiresAt,
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    };
}
