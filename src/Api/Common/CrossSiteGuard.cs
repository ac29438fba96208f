using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Common;

/// <summary>Refuses writes that a page of another site makes a visitor's browser send.</summary>
/// <remarks>
/// Browsers say where a request comes from (<c>Sec-Fetch-Site</c>; older ones <c>Origin</c>), and scripts cannot change it.
/// Programs send neither, and are let through: they carry no cookie that they were not given. Forms have tokens besides.
/// </remarks>
internal static class CrossSiteGuard
{
    internal static IApplicationBuilder UseCrossSiteGuard(this IApplicationBuilder app) => app.Use(static (context, next) =>
        IsSafe(context.Request) ? next(context) : context.WriteErrorAsync(CommonErrors.CrossSite));

    private static bool IsSafe(HttpRequest request)
    {
        // The gateway knows no cookies, so that nothing can be borrowed from a visitor there.
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || request.Path.GetDialect() == Dialect.OpenAi)
        {
            return true;
        }

        if (request.Headers["Sec-Fetch-Site"] is [{ } site])
        {
            return site is "same-origin" or "none";
        }

        return request.Headers.Origin is not [{ } origin]
            || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }
}
