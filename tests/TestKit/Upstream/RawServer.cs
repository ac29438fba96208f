using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkashChat.TestKit.Upstream;

/// <summary>A TCP server that says exactly what a test tells it to, connection by connection.</summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<RawPeer, Task> _script;
    private readonly List<Task> _peers = [];
    private readonly Task _accepting;

    /// <summary>Starts it.</summary>
    /// <param name="script">What it does with each connection; after it the connection is closed.</param>
    public RawServer(Func<RawPeer, Task> script)
    {
        _script = script;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>How many connections were made.</summary>
    public Tally Connections { get; } = new("Connections");

    /// <summary>How many connections the other side has ended.</summary>
    public Tally Ends { get; } = new("Ended connections");

    /// <summary>How many of these it has reset, rather than closed in order.</summary>
    public Tally Resets { get; } = new("Reset connections");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_peers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var socket = await _listener.AcceptSocketAsync(_end.Token);
            var number = Connections.Add(1);
            _peers.Add(ServeAsync(new RawPeer(socket, number, this, _end.Token)));
        }
    }

    private async Task ServeAsync(RawPeer peer)
    {
        using (peer)
        {
            await _script(peer);
        }
    }
}

/// <summary>One connection of a <see cref="RawServer"/>.</summary>
public sealed class RawPeer : IDisposable
{
    private readonly Socket _socket;
    private readonly RawServer _server;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<byte> _received = [];

    internal RawPeer(Socket socket, int number, RawServer server, CancellationToken end)
    {
        (_socket, _server, Number, Ended) = (socket, server, number, end);
    }

    /// <summary>The connection's number, from 1.</summary>
    public int Number { get; }

    /// <summary>When the server ends.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Reads one request whole.</summary>
    /// <returns>Head and body; null: the other side has ended the connection.</returns>
    public async Task<string?> ReadRequestAsync()
    {
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. _received]);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0)
            {
                var length = int.Parse(text[..head].Split("Content-Length: ")[1].Split("\r\n")[0], System.Globalization.CultureInfo.InvariantCulture);
                if (_received.Count >= head + 4 + length)
                {
                    _received.RemoveRange(0, head + 4 + length);
                    return text[..(head + 4 + length)];
                }
            }

            if (!await ReceiveAsync())
            {
                return null;
            }
        }
    }

    /// <summary>Reads something.</summary>
    /// <returns>Whether the connection is still there.</returns>
    public async Task<bool> ReceiveAsync()
    {
        int count;
        try
        {
            count = await _socket.ReceiveAsync(_buffer, SocketFlags.None, Ended);
        }
        catch (SocketException exception)
        {
            count = 0;
            _server.Resets.Add(exception.SocketErrorCode == SocketError.ConnectionReset ? 1 : 0);
        }

        if (count == 0)
        {
            _server.Ends.Add(1);
        }

        _received.AddRange(_buffer.AsSpan(0, count));
        return count > 0;
    }

    /// <summary>Reads until the other side ends the connection.</summary>
    public async Task WaitForEndAsync()
    {
        while (await ReceiveAsync())
        {
        }
    }

    /// <summary>Sends text as it stands.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _socket.SendAsync(bytes, SocketFlags.None, Ended);

    /// <summary>Sends text in pieces of this size, each its own packet.</summary>
    public async Task SendInPiecesAsync(string text, int size)
    {
        _socket.NoDelay = true;
        foreach (var piece in text.Chunk(size))
        {
            await SendAsync(new string(piece));
            await Task.Yield();
        }
    }

    public void Dispose() => _socket.Dispose();
}
