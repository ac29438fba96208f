using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace AkashChat.Api.Common;

/// <summary>Endpoints that are made when somebody first asks for one of them: neither the start nor the gateway waits for them.</summary>
/// <remarks>Making the pages and the REST routes takes longer than the rest of the start, on one processor.</remarks>
public sealed class LateEndpoints(IServiceProvider services) : EndpointDataSource, IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _news = new();
    private volatile IReadOnlyList<Endpoint>? _endpoints;
    private volatile Task? _making;

    /// <summary>Maps them.</summary>
    internal Action<IEndpointRouteBuilder> Map { get; set; } = static _ => { };

    /// <inheritdoc/>
    public override IReadOnlyList<Endpoint> Endpoints => _endpoints ?? [];

    /// <inheritdoc/>
    public override IChangeToken GetChangeToken() => _endpoints is null ? new CancellationChangeToken(_news.Token) : NullChangeToken.Singleton;

    /// <summary>Ends when they can be routed to. They are made once; if that fails, whoever asks next tries anew.</summary>
    public Task RequireAsync()
    {
        if (_making is { IsCompletedSuccessfully: true } made)
        {
            return made;
        }

        // Many may wait for it; none of them keeps a thread meanwhile.
        lock (_lock)
        {
            return _making is { IsFaulted: false } making ? making : _making = Task.Run(Make);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _news.Dispose();

    private void Make()
    {
        // What a failed try has mapped is not mapped twice.
        var routes = new Routes(services);
        Map(routes);
        _endpoints = [.. routes.DataSources.SelectMany(source => source.Endpoints)];

        // Routing takes them in before this returns.
        _news.Cancel();
    }

    private sealed class Routes(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }
}

/// <summary>Puts <see cref="LateEndpoints"/> into a host.</summary>
public static class LateEndpointsOfHost
{
    /// <summary>Has them made before the first request is routed that may be for one of them: any that is not on the gateway's paths or asks for health.</summary>
    public static IApplicationBuilder UseLateEndpoints(this WebApplication app)
    {
        var late = app.Services.GetRequiredService<LateEndpoints>();
        return app.Use((context, next) => MayBeLate(context.Request.Path) ? RequireAsync(late, context, next) : next(context));
    }

    // Whoever watches over the service asks for its health all the time; that alone must not make the pages.
    private static bool MayBeLate(PathString path) => path.GetDialect() is not Dialect.OpenAi && !path.StartsWithSegments("/health");

    private static async Task RequireAsync(LateEndpoints late, HttpContext context, RequestDelegate next)
    {
        await late.RequireAsync();
        await next(context);
    }

    /// <summary>Maps what can wait.</summary>
    public static void MapLate(this WebApplication app, Action<IEndpointRouteBuilder> map)
    {
        var late = app.Services.GetRequiredService<LateEndpoints>();
        late.Map = map;
        ((IEndpointRouteBuilder)app).DataSources.Add(late);
    }
}
