using System.Net;
using System.Net.Sockets;
using System.Text;
using AkashChat.Infrastructure.Gateway.Sockets;
using AkashChat.Web.Hosting;
using Microsoft.AspNetCore.Connections;

namespace AkashChat.Web.Tests.Hosting;

/// <summary>How a caller's connection ends, and what both sides are told of it.</summary>
public sealed class EventLoopConnectionTests
{
    [Fact]
    public async Task EndOfWhatIsWritten_IsAnEndInOrder()
    {
        var (connection, caller) = await OpenAsync();
        using var socket = caller;
        await connection.Transport.Output.WriteAsync("all"u8.ToArray());
        await connection.DisposeAsync();

        Assert.Equal("all", await ReadAsync(socket));
        Assert.True(connection.ConnectionClosed.IsCancellationRequested);
    }

    // A caller whose answer ends with its connection would otherwise take a part for the whole.
    [Fact]
    public async Task AbortBeforeTheEndOfWhatIsWritten_IsAReset()
    {
        var (connection, caller) = await OpenAsync();
        using var socket = caller;
        await connection.Transport.Output.WriteAsync("a part"u8.ToArray());
        connection.Abort(new ConnectionAbortedException());
        await connection.DisposeAsync();

        var error = await Assert.ThrowsAsync<SocketException>(() => ReadAsync(socket));

        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public async Task CallerThatEnds_CompletesWhatIsReadAndClosesTheConnection()
    {
        var (connection, caller) = await OpenAsync();
        await caller.SendAsync("last words"u8.ToArray());
        caller.Dispose();
        var closed = new TaskCompletionSource();
        await using var told = connection.ConnectionClosed.Register(closed.SetResult);

        var read = await connection.Transport.Input.ReadAtLeastAsync(1_000);

        Assert.Equal(("last words", true), (Encoding.ASCII.GetString(read.Buffer), read.IsCompleted));
        await closed.Task;
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task CallerThatDoesNotRead_HoldsTheWriterUp()
    {
        var (connection, caller) = await OpenAsync();
        using var socket = caller;
        var piece = new byte[64 * 1024];
        var written = 0;
        ValueTask<System.IO.Pipelines.FlushResult> flush;
        do
        {
            flush = connection.Transport.Output.WriteAsync(piece);
            written += piece.Length;
            Assert.InRange(written, 0, 64 << 20);
        }
        while (flush.IsCompletedSuccessfully);

        var reading = ReadAsync(socket);
        await flush;
        await connection.DisposeAsync();

        Assert.Equal(written, (await reading).Length);
    }

    private static async Task<(EventLoopConnection Connection, Socket Caller)> OpenAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await caller.ConnectAsync(listener.LocalEndpoint);
        return (EventLoopConnection.Start(new LoopSocket(await listener.AcceptSocketAsync()), new SocketBlocks()), caller);
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer) is var count and > 0)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }
}
