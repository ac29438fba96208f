using System.Net.Sockets;
using AkashChat.Api;
using AkashChat.Api.Common;
using AkashChat.Application;
using AkashChat.Infrastructure;
using AkashChat.Infrastructure.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace AkashChat.Web.Hosting;

/// <summary>Composes the service: the one host, for the command line and for tests.</summary>
public static class AkashChatHost
{
    // Enough for every form and every REST body; the gateway sets its own bound.
    private const int PortalMaxBodyBytes = 64 * 1024;

    /// <summary>Composes the service for these settings; nothing is opened yet.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="configure">What a test changes, such as the clock.</param>
    public static WebApplication Build(ServiceSettings settings, Action<WebApplicationBuilder>? configure = null)
    {
        // Empty: what else comes with it (IIS, QUIC, watched configuration files, a host filter) is memory that nobody uses.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "akashchat",
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
            EnvironmentName = Environments.Production,
        });
        builder.Logging.AddServiceLogging(settings);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(settings.Host, settings.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = PortalMaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = HeaderLimits.KestrelLimit;
            kestrel.Limits.MaxRequestHeaderCount = HeaderLimits.KestrelMaxHeaders;
            kestrel.Limits.MaxRequestLineSize = HeaderLimits.KestrelLimit;
        });
        builder.UseSockets(settings.InlineSockets);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddRouting();
        builder.Services.AddApplication().AddInfrastructure(settings).AddApi().AddPortal().ReadProtectionKeysLate(settings);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseTrustedProxies(settings);
        app.UseApiDefenses();
        app.UsePortalFiles();
        app.UseLateEndpoints();
        app.UseRouting();
        app.UseSessions();
        app.MapApi();
        app.MapLate(static routes =>
        {
            routes.MapRestApi();
            routes.MapRazorPages();
        });
        return app;
    }

    /// <summary>Makes everything ready, then listens.</summary>
    /// <exception cref="StartupException">Something is missing or wrong that the operator can mend.</exception>
    public static async Task StartAsync(WebApplication app, ServiceSettings settings, CancellationToken cancellationToken)
    {
        RequireFreePort(settings);
        await app.Services.InitializeInfrastructureAsync(cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw PortInUse(settings);
        }
    }

    /// <summary>The address that a started service listens on, without a slash at the end.</summary>
    public static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()
            .Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal)
            .Replace("//[::]:", "//127.0.0.1:", StringComparison.Ordinal);

    /// <summary>Looks before the start: a host that fails halfway logs a page of stack traces.</summary>
    private static void RequireFreePort(ServiceSettings settings)
    {
        try
        {
            using var probe = new TcpListener(settings.Host, settings.Port);
            probe.Start();
        }
        catch (SocketException exception)
        {
            throw exception.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? PortInUse(settings)
                : new StartupException($"Cannot listen on {settings.Host}:{settings.Port}", [exception.Message]);
        }
    }

    private static StartupException PortInUse(ServiceSettings settings) => new(
        $"Port {settings.Port} is in use", [$"choose another one with --port or {SettingNames.Port}, or stop what listens there"]);

    private static void AddServiceLogging(this ILoggingBuilder logging, ServiceSettings settings)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(settings.LogLevel);
        logging.AddFilter("Microsoft", settings.LogLevel < LogLevel.Information ? LogLevel.Information : LogLevel.Warning);

        // Says at every new key that the keys are not encrypted where they lie; docs/operations.md says so once.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        // A failed command is logged by whoever handles the failure; EF's own line would carry the statement.
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);

        // Whoever handles a failed sign-in logs it; the framework's own lines would carry codes and tokens.
        logging.AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None);

        // Its lines carry whole addresses, and the provider sends codes in them. And whoever listens to it pays for an activity
        // and a scope with every request.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // Its lines carry whole addresses, of the proxy and of calls with a key in them; who forwards says what failed.
        logging.AddFilter("Yarp", LogLevel.None);

        // A line for each call of the adapters; they say themselves what failed.
        logging.AddFilter("Polly", LogLevel.None);

        // Pages with forms are not to be stored anyway; that a form says so too would be a warning for each of them.
        logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);

        // Every visitor without a session would be a line.
        logging.AddFilter("AkashChat.Api.Accounts.SessionAuthenticationHandler", LogLevel.Warning);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });

        // Standard output belongs to what was asked for: the banner, or a key.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void UseTrustedProxies(this WebApplication app, ServiceSettings settings)
    {
        if (settings.TrustedProxies.Count == 0)
        {
            return;
        }

        // Read from the right, as long as the hop that wrote an entry is one we trust.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.TrustedProxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }
}
