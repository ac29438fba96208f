using Microsoft.AspNetCore.Builder;

namespace AkashChat.Api.Common;

/// <summary>Tells browsers what this service's answers may do.</summary>
internal static class SecurityHeaders
{
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

    // Swagger's page brings its styles inline.
    private const string SwaggerPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    internal static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var path = context.Request.Path;
        var isPage = path.GetDialect() == Dialect.Page;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";

        // With no-referrer, browsers over plain http would send forms with "Origin: null", which the cross-site guard refuses.
        headers["Referrer-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = path.StartsWithSegments("/swagger") ? SwaggerPolicy : isPage ? PagePolicy : DataPolicy;
        if (isPage)
        {
            headers.XFrameOptions = "DENY";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        }

        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        return next(context);
    });
}
