using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using AkashChat.Infrastructure.Gateway.Sockets;
using AkashChat.Web.Hosting.Calls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace AkashChat.Web.Hosting;

/// <summary>Takes callers' connections into event loops. Kestrel gets those on which something else than calls comes.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "Kestrel disposes of connections, and a connection of its socket.")]
internal sealed partial class EventLoopListener(Socket listening, SocketBlocks blocks, CallConnections calls, ILogger<EventLoopListener> logger) : IConnectionListener
{
    // What is missing may come back: files that others close, memory.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<ConnectionContext> _forKestrel = Channel.CreateUnbounded<ConnectionContext>();
    private readonly CancellationTokenSource _stop = new();
    private Task? _accepting;

    /// <inheritdoc/>
    public EndPoint EndPoint { get; } = listening.LocalEndPoint!;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        _accepting ??= AcceptAllAsync(_stop.Token);
        while (await _forKestrel.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_forKestrel.Reader.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    private async Task AcceptAllAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Take(await listening.AcceptAsync(cancellationToken));
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NotConnected)
            {
                // The caller was gone before he was taken in.
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Whatever it is: nobody else would take connections in, nor say that nobody does.
                Log.NotTaken(logger, exception.Message);
                await Task.Delay(Pause, CancellationToken.None);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException or SocketException)
            {
                break;
            }
        }

        _forKestrel.Writer.TryComplete();
    }

    private void Take(Socket accepted)
    {
        LoopSocket? socket = null;
        try
        {
            accepted.NoDelay = true;
            socket = new LoopSocket(accepted);
            calls.Take(socket, GiveToKestrel);
        }
        catch
        {
            socket?.Dispose();
            accepted.Dispose();
            throw;
        }
    }

    private void GiveToKestrel(LoopSocket socket, ReadOnlyMemory<byte> received)
    {
        var connection = EventLoopConnection.Start(socket, blocks, received.Span);
        if (!_forKestrel.Writer.TryWrite(connection))
        {
            // It is stopping, and takes no connection any more.
            socket.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _stop.Cancel();
        listening.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Listens where Kestrel says.</summary>
    internal sealed class Factory(SocketBlocks blocks, CallConnections calls, ILogger<EventLoopListener> logger) : IConnectionListenerFactory
    {
        /// <inheritdoc/>
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            try
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                socket.Listen(new SocketTransportOptions().Backlog);
                return ValueTask.FromResult<IConnectionListener>(new EventLoopListener(socket, blocks, calls, logger));
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new AddressInUseException(exception.Message, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1030, LogLevel.Warning, "No connection can be taken in: {Reason}. Trying again every second.")]
        public static partial void NotTaken(ILogger logger, string reason);
    }
}
