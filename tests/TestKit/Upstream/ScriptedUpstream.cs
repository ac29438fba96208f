using System.Collections.Concurrent;
using System.Net;
using AkashChat.Application.Gateway.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AkashChat.TestKit.Upstream;

/// <summary>A model server that does what a test tells it to, and counts what it saw.</summary>
/// <remarks>
/// Which script answers: the next of the queue (<see cref="Enqueue"/>), else the one of the model that the request names
/// (<see cref="ForModel"/>), else <see cref="Script"/>. <c>GET /v1/models</c> lists <see cref="Models"/> and takes no script.
/// </remarks>
public sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly ConcurrentQueue<Script> _queue = new();
    private readonly ConcurrentDictionary<string, Script> _byModel = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<UpstreamRequest> _requests = new();
    private readonly Tally _requestCount = new("Requests");
    private readonly Tally _aborts = new("Aborted requests");
    private readonly Tally _running = new("Requests in work");
    private readonly Tally _open = new("Open connections");
    private readonly Tally _total = new("Connections");
    private readonly CancellationTokenSource _down = new();
    private readonly WebApplication _app;
    private int _numbers;

    private ScriptedUpstream()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        // So small a buffer makes every flush wait until the bytes have left the process: a cut then comes after them.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.MaxWriteBufferSize = 1);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(CountConnectionAsync));
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The base address for clients: <c>http://127.0.0.1:port/v1</c>.</summary>
    public Uri ApiBase { get; private set; } = null!;

    /// <summary>Answers every request that neither the queue nor the model has a script for.</summary>
    public Script Script { get; set; } = Scripts.AsAsked();

    /// <summary>What <c>GET /v1/models</c> lists.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["scripted"];

    /// <summary>The requests so far, in the order of their coming.</summary>
    public IReadOnlyList<UpstreamRequest> Requests => [.. _requests];

    /// <summary>The only request so far.</summary>
    public UpstreamRequest OnlyRequest => Assert.Single(_requests);

    /// <summary>How many requests were left by their client before the answer was complete.</summary>
    public int Aborts => _aborts.Value;

    /// <summary>How many requests are being answered.</summary>
    public int RunningRequests => _running.Value;

    /// <summary>How many connections are open.</summary>
    public int OpenConnections => _open.Value;

    /// <summary>How many connections there were.</summary>
    public int TotalConnections => _total.Value;

    /// <summary>Starts one on a free port of 127.0.0.1.</summary>
    public static async Task<ScriptedUpstream> StartAsync()
    {
        var upstream = new ScriptedUpstream();
        await upstream._app.StartAsync();
        var address = upstream._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        upstream.ApiBase = new Uri(new Uri(address), "/v1");
        return upstream;
    }

    /// <summary>Scripts the next requests, one after another.</summary>
    public void Enqueue(params IEnumerable<Script> scripts)
    {
        foreach (var script in scripts)
        {
            _queue.Enqueue(script);
        }
    }

    /// <summary>Scripts all requests that name this model.</summary>
    public void ForModel(string model, Script script) => _byModel[model] = script;

    /// <summary>Waits until so many requests have come, counted from the start.</summary>
    public Task WaitForRequestsAsync(int count, TimeSpan? timeout = null) => _requestCount.WaitForAtLeastAsync(count, timeout);

    /// <summary>Waits until so many requests were left by their client, counted from the start.</summary>
    public Task WaitForAbortsAsync(int count, TimeSpan? timeout = null) => _aborts.WaitForAtLeastAsync(count, timeout);

    /// <summary>Waits until no more than so many requests are being answered.</summary>
    public Task WaitForRunningRequestsAsync(int atMost, TimeSpan? timeout = null) => _running.WaitForAtMostAsync(atMost, timeout);

    /// <summary>Waits until no more than so many connections are open.</summary>
    public Task WaitForOpenConnectionsAsync(int atMost, TimeSpan? timeout = null) => _open.WaitForAtMostAsync(atMost, timeout);

    /// <summary>Ends whatever still hangs, and the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _down.CancelAsync();
        await _app.DisposeAsync();
        _down.Dispose();
    }

    private ConnectionDelegate CountConnectionAsync(ConnectionDelegate next) => async connection =>
    {
        _total.Add(1);
        _open.Add(1);
        try
        {
            await next(connection);
        }
        finally
        {
            _open.Add(-1);
        }
    };

    private async Task HandleAsync(HttpContext context)
    {
        // The client may leave while it still sends; that is no request yet.
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new UpstreamRequest(
            Interlocked.Increment(ref _numbers), context.Connection.Id, context.Request.Method, context.Request.GetEncodedPathAndQuery(), headers, body.ToArray())
        {
            Form = await FormParts.ReadAsync(context.Request.ContentType, body.ToArray()),
        };

        _running.Add(1);
        _requests.Enqueue(request);
        _requestCount.Add(1);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _down.Token);
        var exchange = new Exchange(context, request, ended.Token);
        await using var left = context.RequestAborted.Register(() => NoteLeft(exchange));
        try
        {
            await ScriptFor(context, request)(exchange);
        }
        catch (Exception exception) when (ended.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            context.Abort();
        }
        finally
        {
            _running.Add(-1);
        }
    }

    private void NoteLeft(Exchange exchange)
    {
        if (!exchange.IsOver && !_down.IsCancellationRequested)
        {
            exchange.Request.WasAborted = true;
            _aborts.Add(1);
        }
    }

    private Script ScriptFor(HttpContext context, UpstreamRequest request)
    {
        context.Response.Headers["x-request-id"] = $"req-scripted-{request.Number}";
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", "/v1/models") => exchange => exchange.AnswerAsync(200, Answers.Models(Models)),
            ("POST", { } path) when path.StartsWith("/openai/", StringComparison.Ordinal) || GatewayRoute.All.Any(route => path == $"/v1/{route.Path}") => NextScript(request),
            _ => exchange => exchange.AnswerAsync(404, Answers.Error("not_found", "There is no such route.", "invalid_request_error")),
        };
    }

    private Script NextScript(UpstreamRequest request)
    {
        if (_queue.TryDequeue(out var queued))
        {
            return queued;
        }

        return request.Model is { } model && _byModel.TryGetValue(model, out var script) ? script : Script;
    }
}
