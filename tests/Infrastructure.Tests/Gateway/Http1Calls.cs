using System.Runtime.InteropServices;
using System.Text;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Infrastructure.Gateway.Http1;
using AkashChat.Infrastructure.Gateway.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.Gateway;

/// <summary>Calls of a client with its own connections.</summary>
internal sealed class Http1Calls : IDisposable
{
    private readonly Http1Client _client;
    private readonly bool _inLargeMemory;
    private readonly List<PooledBytes> _bodies = [];

    /// <summary>Prepares calls.</summary>
    /// <param name="address">Where the server is.</param>
    /// <param name="eventLoops">Whether its sockets are event loops'.</param>
    /// <param name="inLargeMemory">Whether bodies lie as those of long requests do, which are no arrays.</param>
    public Http1Calls(Uri address, bool eventLoops, bool inLargeMemory = false)
    {
        _inLargeMemory = inLargeMemory;

        _client = new Http1Client(new GatewaySockets(eventLoops), Clock);
        Target = Http1Target.TryCreate(
            new Uri(address, "chat/completions?a=b"), [new("User-Agent", "test"), new("Authorization", "Bearer key")], _client.PoolOf(address))!;
    }

    public FakeTimeProvider Clock { get; } = new();

    public Http1Target Target { get; }

    public ValueTask<UpstreamAnswer> SendAsync(string body = "{}", CancellationToken cancellationToken = default) =>
        _client.SendAsync(new Http1Request(Target, "application/json", BodyOf(body)), cancellationToken);

    /// <summary>Sends, and reads the answer to its end.</summary>
    public async Task<string> CallAsync(string body = "{}")
    {
        using var answer = await SendAsync(body);
        return await ReadAsync(answer);
    }

    public static async Task<string> ReadAsync(UpstreamAnswer answer, int step = 7)
    {
        var text = new List<byte>();
        var buffer = new byte[step];
        while (await answer.ReadAsync(buffer, CancellationToken.None) is var count and > 0)
        {
            text.AddRange(buffer.AsSpan(0, count));
        }

        return Encoding.Latin1.GetString([.. text]);
    }

    public void Dispose()
    {
        _client.Dispose();
        _bodies.ForEach(body => body.Dispose());
    }

    private ReadOnlyMemory<byte> BodyOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!_inLargeMemory)
        {
            return bytes;
        }

        var body = new PooledBytes(bytes.Length);
        body.Append(bytes);
        _bodies.Add(body);
        Assert.False(MemoryMarshal.TryGetArray(body.Written, out _));
        return body.Written;
    }
}
