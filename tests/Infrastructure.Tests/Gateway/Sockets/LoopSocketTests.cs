using System.Net;
using System.Net.Sockets;
using AkashChat.Infrastructure.Gateway.Sockets;

namespace AkashChat.Infrastructure.Tests.Gateway.Sockets;

/// <summary>What a socket of an event loop tells of its other end, and to whom.</summary>
public sealed class LoopSocketTests
{
    [Fact]
    public async Task WhoeverWaits_GoesOnOnTheThreadThatHeard()
    {
        using var pair = await SocketPair.OpenAsync();
        var thread = NameOfThreadAsync(pair.Socket);
        Assert.False(thread.IsCompleted);

        await pair.Peer.SendAsync(new byte[1]);

        Assert.StartsWith("Event loop", await thread, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BytesAndAnEndThatComeTogether_AreBothHeard()
    {
        using var pair = await SocketPair.OpenAsync();
        await pair.Peer.SendAsync(new byte[3]);
        pair.Peer.Dispose();
        await pair.HearAsync();

        var counts = new List<int>();
        do
        {
            counts.Add(await pair.Socket.ReceiveAsync(new byte[10], CancellationToken.None));
        }
        while (counts[^1] > 0);

        Assert.Equal([3, 0], counts);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public async Task WhatDoesNotFit_IsStillThere(int room)
    {
        using var pair = await SocketPair.OpenAsync();
        var sent = Enumerable.Range(0, 8).Select(number => (byte)number).ToArray();
        await pair.Peer.SendAsync(sent);

        var received = new List<byte>();
        var buffer = new byte[room];
        while (received.Count < sent.Length)
        {
            received.AddRange(buffer[..await pair.Socket.ReceiveAsync(buffer, CancellationToken.None)]);
        }

        Assert.Equal(sent, received);
        Assert.Equal(-1, pair.Socket.TryReceive(buffer));
    }

    [Fact]
    public async Task Reset_IsAnError()
    {
        using var pair = await SocketPair.OpenAsync();
        pair.Peer.LingerState = new LingerOption(enable: true, 0);
        pair.Peer.Dispose();

        var error = await Assert.ThrowsAsync<SocketException>(() => pair.Socket.ReceiveAsync(new byte[1], CancellationToken.None).AsTask());

        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public async Task WaitThatIsStopped_SaysSoAndTheNextGoesOn()
    {
        using var pair = await SocketPair.OpenAsync();
        using var stop = new CancellationTokenSource();
        var stopped = pair.Socket.ReceiveAsync(new byte[1], stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => stopped);

        var next = pair.Socket.ReceiveAsync(new byte[1], CancellationToken.None);
        await pair.Peer.SendAsync(new byte[1]);

        Assert.Equal(1, await next);
    }

    [Fact]
    public async Task WaitThatWasStoppedBefore_DoesNotBegin()
    {
        using var pair = await SocketPair.OpenAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => pair.Socket.WaitReadableAsync(new CancellationToken(canceled: true)).AsTask());
    }

    [Fact]
    public async Task WaitOnASocketThatIsClosed_SaysSo()
    {
        using var pair = await SocketPair.OpenAsync();
        var waiting = pair.Socket.ReceiveAsync(new byte[1], CancellationToken.None).AsTask();

        pair.Socket.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pair.Socket.ReceiveAsync(new byte[1], CancellationToken.None).AsTask());
        Assert.Throws<ObjectDisposedException>(() => pair.Socket.TrySend(new byte[1]));
    }

    [Fact]
    public async Task SendThatWaitsForRoom_EndsWithTheSocket()
    {
        using var pair = await SocketPair.OpenAsync();
        var sending = pair.Socket.SendAsync(new byte[64 << 20], default);
        Assert.False(sending.IsCompleted);

        pair.Socket.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending);
    }

    [Fact]
    public async Task Quiet_IsWhatNothingHasComeOn()
    {
        using var fresh = await SocketPair.OpenAsync();
        using var read = await SocketPair.OpenAsync();
        using var unread = await SocketPair.OpenAsync();
        using var ended = await SocketPair.OpenAsync();
        await read.Peer.SendAsync(new byte[1]);
        await unread.Peer.SendAsync(new byte[1]);
        ended.Peer.Dispose();
        await Task.WhenAll(read.HearAsync(), unread.HearAsync(), ended.HearAsync());

        // All the room there was: whether more has come is not known by itself.
        Assert.Equal(1, read.Socket.TryReceive(new byte[1]));

        Assert.Equal((true, true, false, false), (fresh.Socket.IsQuiet, read.Socket.IsQuiet, unread.Socket.IsQuiet, ended.Socket.IsQuiet));
        Assert.Equal(1, unread.Socket.TryReceive(new byte[1]));
        Assert.Equal(0, ended.Socket.TryReceive(new byte[1]));
    }

    [Fact]
    public async Task PostThatFails_IsHeardByWhoeverReceives()
    {
        using var pair = await SocketPair.OpenAsync();
        pair.Socket.EndInOrder();
        var receiving = pair.Socket.ReceiveAsync(new byte[1], CancellationToken.None);

        pair.Socket.Post(new byte[16], 16);

        Assert.Equal(0, await receiving);
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsAnError()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var error = await Assert.ThrowsAsync<SocketException>(
            () => LoopSocket.ConnectAsync((IPEndPoint)taken.LocalEndPoint!, CancellationToken.None).AsTask());

        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    private static async Task<string> NameOfThreadAsync(LoopSocket socket)
    {
        await socket.WaitReadableAsync(CancellationToken.None).ConfigureAwait(false);
        return Thread.CurrentThread.Name ?? string.Empty;
    }
}
