using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AkashChat.Infrastructure.Gateway.Sockets;

/// <summary>A socket of the runtime, whose continuations come through the thread pool: for systems without event loops, and operators who want none.</summary>
internal sealed class PlainSocket : GatewaySocket
{
    private readonly Socket _socket;
    private volatile bool _isSending;

    private PlainSocket(Socket socket) => _socket = socket;

    /// <inheritdoc/>
    public override bool IsQuiet => !_socket.Poll(0, SelectMode.SelectRead);

    /// <inheritdoc/>
    public override bool HasUnsent => false;

    /// <inheritdoc/>
    public override bool IsSending => _isSending;

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async ValueTask<PlainSocket> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            return new PlainSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WaitReadableAsync(CancellationToken cancellationToken)
    {
        // Nothing into nothing: it completes once there is something.
        await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
    }

    /// <inheritdoc/>
    public override int TryReceive(Span<byte> into)
    {
        var count = _socket.Receive(into, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => count,
            SocketError.WouldBlock => -1,
            _ => throw new SocketException((int)error),
        };
    }

    /// <inheritdoc/>
    protected override void SendSoon(byte[] lent, int length) => _ = SendPostedAsync(lent, length);

    /// <inheritdoc/>
    public override async Task SendAsync(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        if (MemoryMarshal.TryGetArray(first, out var one) && MemoryMarshal.TryGetArray(second, out var two))
        {
            await _socket.SendAsync([one, two], SocketFlags.None);
            return;
        }

        await SendAllAsync(first);
        await SendAllAsync(second);
    }

    /// <inheritdoc/>
    public override void EndInOrder() => _socket.End(SocketShutdown.Send);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _socket.Dispose();

    private async Task SendPostedAsync(byte[] lent, int length)
    {
        _isSending = true;
        try
        {
            await SendAllAsync(lent.AsMemory(0, length));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Whoever receives is to hear of it.
            _socket.End(SocketShutdown.Both);
        }

        ArrayPool<byte>.Shared.Return(lent);
        _isSending = false;
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None)..];
        }
    }
}
