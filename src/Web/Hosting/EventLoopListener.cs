using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using AkashChat.Infrastructure.Gateway.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace AkashChat.Web.Hosting;

/// <summary>Takes callers' connections into event loops.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "Kestrel disposes of connections, and a connection of its socket.")]
internal sealed partial class EventLoopListener(Socket listening, SocketBlocks blocks, ILogger<EventLoopListener> logger) : IConnectionListener
{
    // What is missing may come back: files that others close, memory.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public EndPoint EndPoint { get; } = listening.LocalEndPoint!;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return Take(await listening.AcceptAsync(cancellationToken));
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NotConnected)
            {
                // The caller was gone before he was taken in.
            }
            catch (SocketException exception)
            {
                Log.NotTaken(logger, exception.Message);
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private EventLoopConnection Take(Socket accepted)
    {
        LoopSocket? socket = null;
        try
        {
            accepted.NoDelay = true;
            socket = new LoopSocket(accepted);
            return EventLoopConnection.Start(socket, blocks);
        }
        catch
        {
            socket?.Dispose();
            accepted.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        listening.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Listens where Kestrel says.</summary>
    internal sealed class Factory(SocketBlocks blocks, ILogger<EventLoopListener> logger) : IConnectionListenerFactory
    {
        /// <inheritdoc/>
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            try
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                socket.Listen(new SocketTransportOptions().Backlog);
                return ValueTask.FromResult<IConnectionListener>(new EventLoopListener(socket, blocks, logger));
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
