using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Infrastructure.Gateway.Sockets;
using Microsoft.AspNetCore.Hosting.Server;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>All connections on which nothing has come yet but calls, and what they have in common.</summary>
internal sealed class CallConnections(ILogger<CallConnections> logger) : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<CallConnection, bool> _open = new();
    private CallApplication? _application;
    private Timer? _look;

    /// <summary>The paths of calls.</summary>
    internal static FrozenSet<string> Paths { get; } = GatewayRoute.All.Select(route => $"/v1/{route.Path}").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The line that says when an answer began, right to the second, and the end of the head.</summary>
    internal byte[] DateLine { get; private set; } = DateLineNow();

    /// <summary>Whether the service is being stopped: each connection ends with its call.</summary>
    internal bool IsStopping { get; private set; }

    /// <summary>From now on calls are answered by this pipeline.</summary>
    internal void Start<TContext>(IHttpApplication<TContext> application)
        where TContext : notnull
    {
        _application = CallApplication.Of(application, logger);

        // The clock of the system: a test's clock stands still, and its connections must not.
        _look = new Timer(static connections => ((CallConnections)connections!).Look(), this, LookInterval, LookInterval);
    }

    /// <summary>Takes a new connection.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="handOver">What is done with it, and with what came on it, when something else than a call comes.</param>
    internal void Take(LoopSocket socket, Action<LoopSocket, ReadOnlyMemory<byte>> handOver)
    {
        var connection = new CallConnection(socket, this, _application!, handOver);
        _open.TryAdd(connection, true);
        connection.Start();
    }

    /// <summary>A connection is closed, or is no longer only for calls.</summary>
    internal void Forget(CallConnection connection) => _open.TryRemove(connection, out _);

    /// <summary>A connection failed in a way that nobody foresaw.</summary>
    internal void Tell(Exception exception) => CallFailure.Log(logger, exception);

    /// <summary>Ends idle connections at once and the others with their calls.</summary>
    /// <param name="cancellationToken">When calls that are still under way are broken off.</param>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        IsStopping = true;
        foreach (var connection in _open.Keys)
        {
            connection.LookAgain();
        }

        try
        {
            await Task.WhenAll(_open.Keys.Select(connection => connection.Ended)).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            foreach (var connection in _open.Keys)
            {
                connection.BreakOff();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _look?.Dispose();

    private void Look()
    {
        DateLine = DateLineNow();
        foreach (var connection in _open.Keys)
        {
            connection.Look();
        }
    }

    private static byte[] DateLineNow() =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Date: {TimeProvider.System.GetUtcNow():r}\r\n\r\n"));
}
