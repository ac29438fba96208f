using System.Diagnostics;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Infrastructure.Tests.Gateway;

/// <summary>What becomes of the connections of our own client: kept, sent over again, closed.</summary>
public abstract class Http1ConnectionTests(bool eventLoops)
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    [Fact]
    public async Task KeptConnectionThatTheServerClosed_IsReplaced()
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(Ok);
        });
        using var calls = new Http1Calls(server.Address, eventLoops);

        for (var call = 0; call < 20; call++)
        {
            Assert.Equal("hello", await calls.CallAsync());
        }

        Assert.Equal(20, server.Connections.Value);
    }

    [Fact]
    public async Task KeptConnectionThatIsClosedOnTheRequest_IsReplacedOnce()
    {
        var requests = new Tally("Requests");
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            requests.Add(1);
            await peer.SendAsync(Ok);
            await peer.ReadRequestAsync();
            requests.Add(1);
        });
        using var calls = new Http1Calls(server.Address, eventLoops);
        await calls.CallAsync();

        var answer = await calls.CallAsync();

        Assert.Equal("hello", answer);
        Assert.Equal((2, 3), (server.Connections.Value, requests.Value));
    }

    [Fact]
    public async Task KeptConnectionThatBreaksWithinTheHead_IsAFailure()
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(Ok);
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 200");
        });
        using var calls = new Http1Calls(server.Address, eventLoops);
        await calls.CallAsync();

        await Assert.ThrowsAsync<UpstreamException>(() => calls.CallAsync());

        Assert.Equal(1, server.Connections.Value);
    }

    [Fact]
    public async Task AnswerThatNobodyAskedFor_IsNobodys()
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync(Ok);
            if (peer.Number == 1)
            {
                await go.Task;
                await peer.SendAsync("HTTP/1.1 408 Request Timeout\r\nContent-Length: 4\r\n\r\nlate");
                sent.SetResult();
                await peer.WaitForEndAsync();
            }
        });
        using var calls = new Http1Calls(server.Address, eventLoops);
        await calls.CallAsync();
        go.SetResult();
        await sent.Task;

        // What was sent may arrive a moment later.
        for (var waited = Stopwatch.StartNew(); calls.Target.Pool.Take() is { } quiet; await Task.Delay(1))
        {
            Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
            calls.Target.Pool.Keep(quiet);
        }

        var answer = await calls.CallAsync();

        Assert.Equal("hello", answer);
        Assert.Equal(2, server.Connections.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallThatIsStoppedBeforeItsAnswer_ClosesTheConnection(bool onKeptConnection)
    {
        var arrived = new Tally("Requests");
        await using var server = new RawServer(async peer =>
        {
            if (onKeptConnection)
            {
                await peer.ReadRequestAsync();
                await peer.SendAsync(Ok);
            }

            await peer.ReadRequestAsync();
            arrived.Add(1);
            await peer.WaitForEndAsync();
        });
        using var calls = new Http1Calls(server.Address, eventLoops);
        if (onKeptConnection)
        {
            await calls.CallAsync();
        }

        using var stop = new CancellationTokenSource();
        var call = calls.SendAsync(cancellationToken: stop.Token).AsTask();
        await arrived.WaitForAtLeastAsync(1);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await server.Ends.WaitForAtLeastAsync(1);
        Assert.Equal(1, server.Connections.Value);
        Assert.Equal(0, server.Resets.Value);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task LargeRequestThatIsStopped_ClosesTheConnection(bool inLargeMemory, bool onKeptConnection)
    {
        var arrived = new Tally("Connections that are read from");
        await using var server = new RawServer(async peer =>
        {
            if (onKeptConnection)
            {
                await peer.ReadRequestAsync();
                await peer.SendAsync(Ok);
            }

            arrived.Add(1);
            await peer.ReceiveAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, peer.Ended);
        });
        using var calls = new Http1Calls(server.Address, eventLoops, inLargeMemory);
        if (onKeptConnection)
        {
            await calls.CallAsync(new string('x', 600_000));
        }

        using var stop = new CancellationTokenSource();
        var call = calls.SendAsync(new string('x', 30_000_000), stop.Token).AsTask();
        await arrived.WaitForAtLeastAsync(1);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(0, calls.Target.Pool.IdleCount);
    }

    [Fact]
    public async Task AnswerThatIsLeftBeforeItsEnd_ClosesTheConnection()
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            await peer.WaitForEndAsync();
        });
        using var calls = new Http1Calls(server.Address, eventLoops);
        var answer = await calls.SendAsync();

        answer.Dispose();

        await server.Ends.WaitForAtLeastAsync(1);
        await Assert.ThrowsAsync<IOException>(async () => await answer.ReadAsync(new byte[10], CancellationToken.None));
        Assert.Equal(0, calls.Target.Pool.IdleCount);
    }

    [Fact]
    public async Task ReadThatIsStopped_SaysSo()
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadRequestAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            await peer.WaitForEndAsync();
        });
        using var calls = new Http1Calls(server.Address, eventLoops);
        using var stop = new CancellationTokenSource();
        using var answer = await calls.SendAsync();
        var buffer = new byte[5];
        while (await answer.ReadAsync(buffer, stop.Token) is var count && !buffer.AsSpan(0, count).EndsWith("o"u8))
        {
        }

        var reading = answer.ReadAsync(buffer, stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task KeptConnections_AreClosedWhenNobodyTakesThem()
    {
        await using var server = new RawServer(async peer =>
        {
            while (await peer.ReadRequestAsync() is not null)
            {
                await peer.SendAsync(Ok);
            }
        });
        using var calls = new Http1Calls(server.Address, eventLoops);
        await calls.CallAsync();
        Assert.Equal(1, calls.Target.Pool.IdleCount);

        calls.Clock.Advance(TimeSpan.FromSeconds(91));

        await server.Ends.WaitForAtLeastAsync(1);
        Assert.Equal(0, calls.Target.Pool.IdleCount);
        Assert.Equal(0, server.Resets.Value);
    }

    [Fact]
    public async Task ManyCallsAtOnce_GetTheirOwnAnswers()
    {
        await using var server = new RawServer(async peer =>
        {
            while (await peer.ReadRequestAsync() is { } request)
            {
                var body = request.Split("\r\n\r\n")[1];
                await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            }
        });
        using var calls = new Http1Calls(server.Address, eventLoops);
        for (var round = 0; round < 20; round++)
        {
            var bodies = Enumerable.Range(0, 50).Select(number => $"call {round}.{number}").ToArray();

            var answers = await Task.WhenAll(bodies.Select(calls.CallAsync));

            Assert.Equal(bodies, answers);
        }

        Assert.InRange(server.Connections.Value, 1, 50);
    }
}

/// <inheritdoc/>
public sealed class Http1ConnectionTestsOnEventLoops() : Http1ConnectionTests(eventLoops: true);

/// <inheritdoc/>
public sealed class Http1ConnectionTestsOnThreadPool() : Http1ConnectionTests(eventLoops: false);
