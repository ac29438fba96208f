using AkashChat.Api.Common;
using AkashChat.Web.Common;
using Microsoft.Net.Http.Headers;

namespace AkashChat.Web.Hosting;

/// <summary>The portal's pages and files.</summary>
internal static class PortalModule
{
    internal static IServiceCollection AddPortal(this IServiceCollection services)
    {
        services.AddRazorPages();
        services.AddSingleton<KeyTerms>();
        services.AddScoped<ChallengeDesk>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "akash-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true;
        });
        return services;
    }

    internal static IApplicationBuilder UsePortalFiles(this IApplicationBuilder app) => app.UseWhen(
        static context => !context.Request.IsGatewayCall(),
        static others => others.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file => file.Context.Response.Headers[HeaderNames.CacheControl] =
                file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
        }));
}
