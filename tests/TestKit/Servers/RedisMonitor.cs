using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkashChat.TestKit.Servers;

/// <summary>Sees each command that a Redis is sent (its command <c>MONITOR</c>).</summary>
public sealed class RedisMonitor : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Task _reading;

    private RedisMonitor(TcpClient client, StreamReader reader)
    {
        _client = client;
        _reading = ReadAsync(reader);
    }

    /// <summary>What clients sent, in order; not what scripts called.</summary>
    public IEnumerable<string> Commands => _lines.Where(line => !line.Contains(" lua] ", StringComparison.Ordinal));

    /// <summary>Ends when all commands are among <see cref="Commands"/> that Redis got before.</summary>
    /// <exception cref="TimeoutException">They did not come in time.</exception>
    public async Task CatchUpAsync()
    {
        // It tells of commands in their order, but a moment later.
        var mark = Guid.NewGuid().ToString("N");
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)_client.Client.RemoteEndPoint!);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"ECHO {mark}\r\n"));
        await WaitForAsync(mark, 1);
    }

    /// <summary>Waits for commands in which a text stands.</summary>
    /// <exception cref="TimeoutException">There were not so many in time.</exception>
    public async Task<IReadOnlyList<string>> WaitForAsync(string text, int count)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (Commands.Where(command => command.Contains(text, StringComparison.Ordinal)).ToList() is { } found && found.Count >= count)
            {
                return found;
            }

            if (TimeProvider.System.GetElapsedTime(startedAt) > Patience)
            {
                throw new TimeoutException($"Redis was not sent {count} commands with '{text}', but: {string.Join('\n', Commands)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>Begins to look; from then on nothing is missed.</summary>
    public static async Task<RedisMonitor> StartAsync(RedisServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("MONITOR\r\n"u8.ToArray());
        var reader = new StreamReader(stream);
        if (await reader.ReadLineAsync() is not "+OK" and var refused)
        {
            client.Dispose();
            throw new InvalidOperationException($"Redis cannot be watched: {refused}");
        }

        return new RedisMonitor(client, reader);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reading;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                _lines.Enqueue(line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It is closed.
        }
    }
}
