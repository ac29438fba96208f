using System.Text.Json.Serialization;
using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Api.Gateway;
using AkashChat.Api.Gateway.Proxy;
using AkashChat.Api.Keys;
using AkashChat.Api.Operations;
using AkashChat.Api.Swagger;
using AkashChat.Api.Usage;
using AkashChat.Application.Gateway;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace AkashChat.Api;

/// <summary>The REST API, the gateway and the operations routes, for a host to compose.</summary>
public static class ApiModule
{
    private const string AnyOrigin = "gateway";

    /// <summary>Registers what the routes need.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton<LateEndpoints>().AddSingleton<ReadinessProbe>().AddSingleton<WaitingCaller>().AddSingleton<GatewayHandler>();
        services.AddHttpForwarder().AddSingleton<ProxyForwarding>().AddSingleton<MasterKeyGuard>()
            .AddSingleton(new ForwarderRequestConfig { ActivityTimeout = ProxyForwarding.Patience });
        services.AddAuthentication(SessionAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthenticationHandler>(SessionAuthenticationHandler.SchemeName, null);
        services.AddAuthorization();

        // The gateway knows no cookies, so that pages of any origin may call it with a key of their own, as OpenAI allows.
        services.AddCors(options => options.AddPolicy(AnyOrigin, policy => policy
            .AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod()
            .WithExposedHeaders(["x-request-id", "retry-after", KeyCheck.EndHeader, .. HttpCallerAnswer.Names, .. LimitHeaders.Names])
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            // A field we do not know is a slip or a trick; either way the caller should hear of it.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.AllowDuplicateProperties = false;
        });
        return services.AddSwagger();
    }

    /// <summary>What every request passes before it is routed: a name, safe headers, bounds, and a form for failures. Most of the gateway's calls need no more.</summary>
    public static IApplicationBuilder UseApiDefenses(this IApplicationBuilder app) => app
        .UsePoolThreads()
        .UseRequestId()
        .UseSecurityHeaders()
        .UseHeaderLimits()
        .UseMiddleware<ErrorMiddleware>()
        .UseGatewayShortWay()
        .UseCrossSiteGuard();

    /// <summary>Signs in by the session cookie, but for the gateway's calls, which know only keys.</summary>
    public static IApplicationBuilder UseSessions(this IApplicationBuilder app)
    {
        // A host that does not find these in the main line puts both in front of everything else.
        var properties = app.Properties;
        properties["__AuthenticationMiddlewareSet"] = properties["__AuthorizationMiddlewareSet"] = true;
        return app
            .UseWhen(static context => !context.Request.IsGatewayCall(), static others => others.UseAuthentication())
            .UseCrossOrigin()
            .UseWhen(static context => !context.Request.IsGatewayCall(), static others => others.UseAuthorization());
    }

    /// <summary>Maps the gateway's routes and the health routes, and the pages that describe all of them.</summary>
    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseSwaggerPages();
        app.MapHealth();
        var isBehindUs = app.Services.GetService<LiteLlmOptions>() is not null;
        foreach (var prefix in new[] { "/v1", "/api/v1" })
        {
            var v1 = app.MapGroup(prefix).RequireCors(AnyOrigin);
            v1.MapKeyInHand();
            if (isBehindUs)
            {
                v1.MapProxy();
            }
            else
            {
                v1.MapGateway();
                v1.MapExplain();
                v1.MapModels();
            }
        }

        if (!isBehindUs)
        {
            app.MapGroup(string.Empty).RequireCors(AnyOrigin).MapGatewayRoot();
        }

        return app;
    }

    /// <summary>Maps the REST routes.</summary>
    public static void MapRestApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        api.MapDescribeChallenges();
        api.MapIssueChallenge();
        api.MapClaimApiKey();
        api.MapCreateApiKey();
        api.MapKeys();
        api.MapLeakedKeys();
        api.MapGetAccount();
        api.MapConsents();
        api.MapOwnData();
        api.MapUsage();
        api.MapKeyLimits();
        api.MapAdmin();
        api.MapCatalogState();
        api.MapSignOut();
        api.MapSignIn();
        api.MapSignInCallback();
        api.MapAttachSignIn();
        api.MapProviderSignOut();
        api.MapSessions();
        api.MapRecovery();
    }

    // The middleware as UseCors puts it, without the expression that is compiled to hand it the policies.
    private static IApplicationBuilder UseCrossOrigin(this IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        var policies = services.GetRequiredService<ICorsPolicyProvider>();
        return app.Use(next =>
        {
            var cors = new CorsMiddleware(next, services.GetRequiredService<ICorsService>(), services.GetRequiredService<ILoggerFactory>());
            return context => cors.Invoke(context, policies);
        });
    }
}
