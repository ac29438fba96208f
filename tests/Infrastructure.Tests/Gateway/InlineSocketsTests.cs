using System.Net;
using System.Net.Sockets;
using AkashChat.Infrastructure.Gateway;

namespace AkashChat.Infrastructure.Tests.Gateway;

public sealed class InlineSocketsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ChosenSocket_IsHandledByTheThreadThatHearsOfIt(bool isOn)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        new InlineSockets(isOn).Choose(socket);
        await socket.ConnectAsync(listener.LocalEndpoint);
        using var peer = await listener.AcceptSocketAsync();
        var handled = IsHandledOnPoolAsync(socket);

        await peer.SendAsync(new byte[1]);

        Assert.Equal(isOn && OperatingSystem.IsLinux(), !await handled);
    }

    private static async Task<bool> IsHandledOnPoolAsync(Socket socket)
    {
        await socket.ReceiveAsync(new byte[1]).ConfigureAwait(false);
        return Thread.CurrentThread.IsThreadPoolThread;
    }
}
