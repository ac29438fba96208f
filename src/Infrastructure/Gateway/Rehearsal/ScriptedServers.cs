using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AkashChat.Domain.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>The servers of a rehearsal: for each deployment a port of 127.0.0.1 where the real one's address was.</summary>
internal sealed class ScriptedServers : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly VisitBook _visits;
    private readonly WebApplication _app;
    private readonly Socket _closed;
    private readonly Uri _closedAddress;
    private FrozenDictionary<string, Uri> _addresses = FrozenDictionary<string, Uri>.Empty;

    private ScriptedServers(int count, TimeProvider clock, VisitBook visits)
    {
        (_clock, _visits) = (clock, visits);

        // Bound, so that nobody else gets the port, but never listening: connections are refused.
        _closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _closedAddress = new Uri($"http://{_closed.LocalEndPoint}/");

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = EndPatience);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // The rehearsal's time has nothing to do with the time that these go by.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            for (var server = 0; server < count; server++)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Starts a server for each deployment.</summary>
    public static async Task<ScriptedServers> StartAsync(
        IReadOnlyCollection<Deployment> deployments, TimeProvider clock, VisitBook visits, CancellationToken cancellationToken)
    {
        var servers = new ScriptedServers(deployments.Count, clock, visits);
        await servers._app.StartAsync(cancellationToken);
        var addresses = servers._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        servers._addresses = deployments.Zip(addresses)
            .ToFrozenDictionary(pair => pair.First.Id, pair => new Uri(pair.Second.TrimEnd('/') + "/"), StringComparer.Ordinal);
        return servers;
    }

    /// <summary>The deployment with its scripted server's address, and without anything that is meant for the real one.</summary>
    public Deployment StandIn(Deployment deployment, Visit visit)
    {
        var server = visit.Fault == Fault.Refused ? _closedAddress : _addresses[deployment.Id];
        return Harmless(deployment) with { BaseAddress = new Uri(server, string.Create(CultureInfo.InvariantCulture, $"{visit.Number}/v1/")) };
    }

    /// <summary>A deployment that leads nowhere and knows no secret; everything that the engine goes by stays.</summary>
    public static Deployment Harmless(Deployment deployment) => deployment with
    {
        BaseAddress = new Uri("http://127.0.0.1:1/"),
        Key = null,
        Provider = ProviderProfile.OpenAi,
        ApiVersion = null,
        Organization = null,
        ExtraHeaders = [],
        IsDemo = false,
    };

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _closed.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var number = context.Request.Path.Value!.Split('/')[1];
            if (long.TryParse(number, CultureInfo.InvariantCulture, out var parsed) && _visits.Find(parsed) is { } visit)
            {
                await new ScriptedAnswer(context, visit, _clock, body.ToArray()).RunAsync();
            }
            else
            {
                context.Abort();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The gateway has left.
        }
    }
}
