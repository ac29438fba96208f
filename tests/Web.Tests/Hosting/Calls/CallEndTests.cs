using Microsoft.AspNetCore.Http;

namespace AkashChat.Web.Tests.Hosting.Calls;

/// <summary>How connections of calls end: by the answer, by the caller, by whoever writes, by the service's stop.</summary>
public sealed class CallEndTests
{
    [Fact]
    public async Task ConnectionThatTheAnswerCloses_IsClosed()
    {
        await using var host = await CallHost.StartAsync(context =>
        {
            context.Response.Headers.Connection = "close";
            return context.Response.WriteAsync("last");
        });
        using var caller = await WireCaller.ConnectAsync(CallHost.AddressOf(host));

        await caller.SendAsync(caller.Call("x") + caller.Call("y"));
        var all = await caller.ReadToEndAsync();

        Assert.Equal(2, all.Split("last").Length);
        Assert.Contains("\r\nConnection: close\r\n", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_LetsACallEndAndClosesItsConnection()
    {
        var (arrived, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await CallHost.StartAsync(async context =>
        {
            arrived.SetResult();
            await mayGoOn.Task;
            await context.Response.WriteAsync("done");
        });
        using var idle = await WireCaller.ConnectAsync(CallHost.AddressOf(host));
        using var client = CallHost.ClientOf(host);
        var call = CallHost.SendAsync(client, "x");
        await arrived.Task;

        var stopping = host.StopAsync();
        Assert.Empty(await idle.ReadToEndAsync());
        mayGoOn.SetResult();
        using var response = await call;
        await stopping;

        Assert.Equal(("done", true), (await response.Content.ReadAsStringAsync(), response.Headers.ConnectionClose));
    }

    [Fact]
    public async Task CallerWhoLeaves_IsToldToWhoeverWorksForHim()
    {
        var arrived = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using var host = await CallHost.StartAsync(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            arrived.SetResult();
            await left.Task;
            Assert.True((await context.Response.BodyWriter.WriteAsync("nobody reads it"u8.ToArray())).IsCompleted);
        });
        var caller = await WireCaller.ConnectAsync(CallHost.AddressOf(host));
        await caller.SendAsync(caller.Call("x"));
        await arrived.Task;

        caller.Dispose();

        await left.Task;
    }

    // Not with an answer that nobody gave.
    [Fact]
    public async Task CallerWhoEndsHisSide_IsLeftWithoutAnAnswer()
    {
        await using var host = await CallHost.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        using var caller = await WireCaller.ConnectAsync(CallHost.AddressOf(host));

        await caller.SendAsync(caller.Call("x") + caller.Call("y"));
        caller.EndSending();

        Assert.Empty(await caller.ReadToEndAsync());
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(8192)]
    public async Task CallerOfACallThatFillsItsMemory_IsHeardToLeave(int length)
    {
        var (arrived, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await CallHost.StartAsync(context =>
        {
            context.RequestAborted.Register(left.SetResult);
            arrived.SetResult();
            return left.Task;
        });
        var caller = await WireCaller.ConnectAsync(CallHost.AddressOf(host));
        await caller.SendAsync(caller.Call(new string('x', length - caller.Call(new string('x', 1_000)).Length + 1_000)));
        await arrived.Task;

        caller.Dispose();

        await left.Task;
    }

    // What followed would be taken for the rest of the piece that was announced.
    [Theory]
    [InlineData(30_000)]
    [InlineData(3_000)]
    public async Task WriteThatIsGivenUp_EndsTheConnection(int piece)
    {
        var given = new TaskCompletionSource();
        await using var host = await CallHost.StartAsync(async context =>
        {
            // The caller reads nothing, so that sooner or later there is no room.
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                while (true)
                {
                    await context.Response.BodyWriter.WriteAsync(new byte[piece], stop.Token);
                }
            });
            await context.Response.WriteAsync("more");
            given.SetResult();
        });
        using var caller = await WireCaller.ConnectAsync(CallHost.AddressOf(host));
        await caller.SendAsync(caller.Call("x"));
        await given.Task;

        var error = await Assert.ThrowsAsync<IOException>(caller.ReadToEndAsync);

        Assert.IsType<System.Net.Sockets.SocketException>(error.InnerException);
    }
}
