using System.Net.Sockets;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Infrastructure.Tests.Gateway;

/// <summary>Our own client against a server that says exactly what the test wants.</summary>
public abstract class Http1ClientTests(bool eventLoops)
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nhello";
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n,\r\n00A\r\n wide worl\r\n1\r\nd\r\n0\r\nX-Trailer: t\r\n\r\n";

    [Fact]
    public async Task Request_IsOnePlainPost()
    {
        var seen = "";
        await using var server = new RawServer(async peer =>
        {
            seen = await peer.ReadRequestAsync();
            await peer.SendAsync(Ok);
        });
        using var calls = new Http1Calls(server.Address, eventLoops);

        await calls.CallAsync("""{"a":1}""");

        Assert.Equal(
            $"POST /v1/chat/completions?a=b HTTP/1.1\r\nHost: {server.Address.Authority}\r\nUser-Agent: test\r\nAuthorization: Bearer key\r\n"
            + "Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
            seen);
    }

    [Theory]
    [InlineData(Ok, "hello")]
    [InlineData(Chunked, "hello, wide world")]
    [InlineData("HTTP/1.1 200\r\ncontent-length:\t5 \r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Ok, "hello")]
    public async Task Answer_ComesWholeAndItsConnectionServesTheNextCall(string answer, string body)
    {
        await using var server = new RawServer(async peer =>
        {
            while (await peer.ReadRequestAsync() is not null)
            {
                await peer.SendInPiecesAsync(answer, 3);
            }
        });
        using var calls = new Http1Calls(server.Address, eventLoops);

        string[] bodies = [await calls.CallAsync(), await calls.CallAsync(), await calls.CallAsync()];

        Assert.Equal([body, body, body], bodies);
        Assert.Equal(1, server.Connections.Value);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData(Ok + "HTTP/1.1 200 OK\r\n", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nX", "hello")]
    public async Task ConnectionThatEndsOrIsDirty_ServesNoOtherCall(string answer, string body)
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(answer);
        });
        using var calls = new Http1Calls(server.Address, eventLoops);

        string[] bodies = [await calls.CallAsync(), await calls.CallAsync()];

        Assert.Equal([body, body], bodies);
        Assert.Equal(2, server.Connections.Value);
    }

    [Theory]
    [InlineData("HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nNo colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: nameless\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n folded\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\rY: b\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("")]
    public async Task HeadThatIsNoHttp_IsRefused(string answer)
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(answer);
        });
        using var calls = new Http1Calls(server.Address, eventLoops);

        var refused = await Assert.ThrowsAsync<UpstreamException>(() => calls.CallAsync());

        Assert.False(refused.IsUnreachable);
        Assert.Equal(1, server.Connections.Value);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX: ", "a", 200_000)]
    [InlineData("", "HTTP/1.1 100 Continue\r\n\r\n", 100)]
    public async Task HeadWithoutEnd_IsRefused(string begin, string piece, int count)
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(begin + string.Concat(Enumerable.Repeat(piece, count)));
            await peer.WaitForEndAsync();
        });
        using var calls = new Http1Calls(server.Address, eventLoops);

        await Assert.ThrowsAsync<UpstreamException>(() => calls.CallAsync());

        await server.Ends.WaitForAtLeastAsync(1);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n00000000000000005\r\nhello\r\n0\r\n\r\n")]
    public async Task BodyThatIsBroken_IsToldFromAWholeOne(string answer)
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(answer);
        });
        using var calls = new Http1Calls(server.Address, eventLoops);

        await Assert.ThrowsAsync<IOException>(() => calls.CallAsync());
    }

    [Fact]
    public async Task FramesThatSaySomethingBesideTheirSize_MayBeAnyNumber()
    {
        const int frames = 5_000;
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat("1;abc=def\r\nx\r\n", frames)) + "0\r\n\r\n");
        });
        using var calls = new Http1Calls(server.Address, eventLoops);

        Assert.Equal(new string('x', frames), await calls.CallAsync());
    }

    [Fact]
    public async Task TrailersWithoutEnd_AreRefused()
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + new string('x', 100_000));
            await peer.WaitForEndAsync();
        });
        using var calls = new Http1Calls(server.Address, eventLoops);

        await Assert.ThrowsAsync<IOException>(() => calls.CallAsync());
    }

    [Fact]
    public async Task Head_TellsWhatTheGatewayAsks()
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 429 Slow down\r\nretry-after: 7\r\nContent-Type: text/x; a=b\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");
        });
        using var calls = new Http1Calls(server.Address, eventLoops);

        using var answer = await calls.SendAsync();

        Assert.Equal((429, TimeSpan.FromSeconds(7), "text/x; a=b", true, 3L), (answer.Status, answer.RetryAfter, answer.ContentType, answer.IsEncoded, answer.ContentLength));
    }

    [Fact]
    public async Task NobodyListening_IsUnreachable()
    {
        // Bound, so that nobody else gets the port, but never listening.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        using var calls = new Http1Calls(new Uri($"http://{taken.LocalEndPoint}/"), eventLoops);

        var refused = await Assert.ThrowsAsync<UpstreamException>(() => calls.CallAsync());

        Assert.True(refused.IsUnreachable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LargeRequest_ArrivesWhole(bool inLargeMemory)
    {
        var body = string.Concat(Enumerable.Range(0, 1_000_000).Select(number => $"{number},"));
        var seen = "";
        await using var server = new RawServer(async peer =>
        {
            seen = await peer.ReadRequestAsync();
            await peer.SendAsync(Ok);
        });
        using var calls = new Http1Calls(server.Address, eventLoops, inLargeMemory);

        var answer = await calls.CallAsync(body);

        Assert.Equal("hello", answer);
        Assert.EndsWith(body, seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RefusalBeforeTheRequestIsSent_IsHeard(bool inLargeMemory)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawServer(async peer =>
        {
            await peer.ReceiveAsync();
            await peer.SendAsync("HTTP/1.1 413 Too large\r\nContent-Length: 5\r\n\r\nlarge");

            // Whoever takes the rest meanwhile may have all of it before its refusal is heard.
            await heard.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await peer.WaitForEndAsync();
        });
        using var calls = new Http1Calls(server.Address, eventLoops, inLargeMemory);

        using var answer = await calls.SendAsync(new string('x', 30_000_000));
        var body = await Http1Calls.ReadAsync(answer);
        heard.SetResult();

        Assert.Equal((413, "large"), (answer.Status, body));
        Assert.Equal(0, calls.Target.Pool.IdleCount);
    }
}

/// <inheritdoc/>
public sealed class Http1ClientTestsOnEventLoops() : Http1ClientTests(eventLoops: true);

/// <inheritdoc/>
public sealed class Http1ClientTestsOnThreadPool() : Http1ClientTests(eventLoops: false);
