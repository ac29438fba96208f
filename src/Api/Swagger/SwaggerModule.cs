using AkashChat.Api.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace AkashChat.Api.Swagger;

/// <summary>Describes the REST API and the gateway at <c>/swagger</c>.</summary>
internal static class SwaggerModule
{
    internal const string BearerScheme = "ApiKey";

    internal static IServiceCollection AddSwagger(this IServiceCollection services) => services
        .AddEndpointsApiExplorer()
        .AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "AkashChat API",
                Version = "v1",
                Description =
                    "OpenAI-compatible access to open models (`/v1`, the same under `/api/v1`), and the REST API behind the portal (`/api`). "
                    + "Get a key at [/keys/new](/keys/new), press *Authorize* and paste it. Errors have stable codes: [/docs/errors](/docs/errors).",
            });
            options.AddSecurityDefinition(BearerScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "sk-ac_…",
                Description = "Your API key, as shown when you claimed it.",
            });
            options.OperationFilter<GatewayOperationFilter>();
            options.OperationFilter<RestOperationFilter>();

            // The same routes under /api/v1 are there for existing clients; listed once is enough.
            options.DocInclusionPredicate((_, description) =>
                description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) != true);
            options.IncludeXmlComments(typeof(SessionCookie).Assembly);
        });

    internal static IApplicationBuilder UseSwaggerPages(this IApplicationBuilder app) => app.Use(next =>
    {
        // Made when somebody first asks for them.
        var pages = new Lazy<RequestDelegate>(() => Pages(app.New(), next));
        return context => context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase) ? pages.Value(context) : next(context);
    });

    private static RequestDelegate Pages(IApplicationBuilder app, RequestDelegate next)
    {
        app.UseSwagger(options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1)
            .UseSwaggerUI(options =>
            {
                options.DocumentTitle = "API · AkashChat";
                options.SwaggerEndpoint("/swagger/v1/swagger.json", "AkashChat API");
            })
            .Run(next);
        return app.Build();
    }
}
