using System.Net;
using System.Text;
using AkashChat.Web.Hosting;
using AkashChat.Web.Hosting.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Web.Tests.Hosting.Calls;

/// <summary>What becomes of answers that a pipeline writes in any way it likes, on the server's shorter way for calls.</summary>
public sealed class CallServerTests
{
    private const int LongLength = 3_000_000;

    [Fact]
    public async Task AnswerWithoutLength_GoesInChunksAndTheConnectionGoesOn()
    {
        await using var host = await HostAsync(async context =>
        {
            Assert.IsAssignableFrom<CallExchange>(context.Features.Get<IHttpResponseFeature>());
            await context.Response.WriteAsync("first ");
            "second "u8.CopyTo(context.Response.BodyWriter.GetSpan(7));
            context.Response.BodyWriter.Advance(7);
            await context.Response.BodyWriter.FlushAsync();
            await context.Response.Body.WriteAsync(await ReadAsync(context.Request));
        });
        using var client = ClientOf(host);

        Assert.Equal("first second 1", await PostAsync(client, "1"));
        Assert.Equal("first second 2", await PostAsync(client, "2"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LongAnswers_ComeWholeAndInOrder(bool saysLength)
    {
        var bytes = new byte[LongLength];
        new Random(4711).NextBytes(bytes);
        await using var host = await HostAsync(async context =>
        {
            context.Response.ContentLength = saysLength ? bytes.Length : null;
            for (var (start, length) = (0, 1); start < bytes.Length; start += length, length = Math.Min(length * 3, bytes.Length - start))
            {
                await context.Response.BodyWriter.WriteAsync(bytes.AsMemory(start, Math.Min(length, bytes.Length - start)));
            }
        });
        using var client = ClientOf(host);

        Assert.Equal(bytes, await (await SendAsync(client, "1")).Content.ReadAsByteArrayAsync());
        Assert.Equal(bytes, await (await SendAsync(client, "2")).Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task CallsAtHeadAndEnd_AreMadeOnce()
    {
        var heard = new List<string>();
        var completed = new TaskCompletionSource();
        await using var host = await HostAsync(context =>
        {
            context.Response.OnStarting(() =>
            {
                heard.Add("starting");
                context.Response.Headers["X-Late"] = "yes";
                return Task.CompletedTask;
            });
            context.Response.OnCompleted(() =>
            {
                heard.Add("completed");
                completed.SetResult();
                return Task.CompletedTask;
            });
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        });
        using var client = ClientOf(host);

        using var response = await SendAsync(client, "x");
        await completed.Task;

        Assert.Equal((HttpStatusCode.Accepted, "yes", 0L), (response.StatusCode, response.Headers.GetValues("X-Late").Single(), response.Content.Headers.ContentLength));
        Assert.Equal(["starting", "completed"], heard);
        Assert.NotNull(response.Headers.Date);
    }

    [Fact]
    public async Task StatusWithoutBody_HasNone()
    {
        await using var host = await HostAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        using var client = ClientOf(host);

        using var first = await SendAsync(client, "x");
        using var second = await SendAsync(client, "x");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, second.StatusCode));
        Assert.Null(first.Headers.TransferEncodingChunked);
    }

    [Fact]
    public async Task FailureBeforeTheHead_IsAnAnswerAndTheLast()
    {
        await using var host = await HostAsync(context =>
        {
            context.Response.Headers["X-Secret"] = "1";
            throw new InvalidOperationException("not for anybody");
        });
        using var client = ClientOf(host);

        using var response = await SendAsync(client, "x");

        Assert.Equal((HttpStatusCode.InternalServerError, true), (response.StatusCode, response.Headers.ConnectionClose));
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("X-Secret"));
    }

    // Each would let the caller take a part for the whole, or the next answer for the rest of this one.
    [Theory]
    [InlineData("throws", true)]
    [InlineData("throws", false)]
    [InlineData("aborts", true)]
    [InlineData("aborts", false)]
    [InlineData("too short", true)]
    public async Task AnswerThatIsNotWhole_BreaksTheConnectionOff(string how, bool saysLength)
    {
        await using var host = await HostAsync(async context =>
        {
            context.Response.ContentLength = saysLength ? 100 : null;
            await context.Response.WriteAsync("abc");
            switch (how)
            {
                case "throws":
                    throw new InvalidOperationException("in the middle");
                case "aborts":
                    context.Abort();
                    break;
            }
        });
        using var client = ClientOf(host);

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(client, "x"));
    }

    [Fact]
    public async Task MoreThanTheHeadSays_DoesNotGoOut()
    {
        await using var host = await HostAsync(async context =>
        {
            context.Response.ContentLength = 3;
            await context.Response.WriteAsync("abc");
            await Assert.ThrowsAsync<InvalidOperationException>(() => context.Response.WriteAsync("d"));
        });
        using var client = ClientOf(host);

        Assert.Equal("abc", await PostAsync(client, "x"));
        Assert.Equal("abc", await PostAsync(client, "y"));
    }

    [Fact]
    public async Task ConnectionThatTheAnswerCloses_IsClosed()
    {
        await using var host = await HostAsync(context =>
        {
            context.Response.Headers.Connection = "close";
            return context.Response.WriteAsync("last");
        });
        using var caller = await WireCaller.ConnectAsync(AddressOf(host));

        await caller.SendAsync(caller.Call("x") + caller.Call("y"));
        var all = await caller.ReadToEndAsync();

        Assert.Equal(2, all.Split("last").Length);
        Assert.Contains("\r\nConnection: close\r\n", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_LetsACallEndAndClosesItsConnection()
    {
        var (arrived, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await HostAsync(async context =>
        {
            arrived.SetResult();
            await mayGoOn.Task;
            await context.Response.WriteAsync("done");
        });
        using var idle = await WireCaller.ConnectAsync(AddressOf(host));
        using var client = ClientOf(host);
        var call = SendAsync(client, "x");
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
        await using var host = await HostAsync(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            arrived.SetResult();
            await left.Task;
            Assert.True((await context.Response.BodyWriter.WriteAsync("nobody reads it"u8.ToArray())).IsCompleted);
        });
        var caller = await WireCaller.ConnectAsync(AddressOf(host));
        await caller.SendAsync(caller.Call("x"));
        await arrived.Task;

        caller.Dispose();

        await left.Task;
    }

    // Not with an answer that nobody gave.
    [Fact]
    public async Task CallerWhoEndsHisSide_IsLeftWithoutAnAnswer()
    {
        await using var host = await HostAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        using var caller = await WireCaller.ConnectAsync(AddressOf(host));

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
        await using var host = await HostAsync(context =>
        {
            context.RequestAborted.Register(left.SetResult);
            arrived.SetResult();
            return left.Task;
        });
        var caller = await WireCaller.ConnectAsync(AddressOf(host));
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
        await using var host = await HostAsync(async context =>
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
        using var caller = await WireCaller.ConnectAsync(AddressOf(host));
        await caller.SendAsync(caller.Call("x"));
        await given.Task;

        var error = await Assert.ThrowsAsync<IOException>(caller.ReadToEndAsync);

        Assert.IsType<System.Net.Sockets.SocketException>(error.InnerException);
    }

    [Fact]
    public async Task ProxyThatSpeaksForOthers_SpeaksForOneCallOnly()
    {
        await using var host = await HostAsync(context =>
        {
            var before = context.Connection.RemoteIpAddress;
            context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");
            context.Request.Scheme = "https";
            return context.Response.WriteAsync($"{before} {context.Request.Protocol} {context.TraceIdentifier.Length}");
        });
        using var client = ClientOf(host);

        Assert.Equal("127.0.0.1 HTTP/1.1 32", await PostAsync(client, "x"));
        Assert.Equal("127.0.0.1 HTTP/1.1 32", await PostAsync(client, "x"));
    }

    private static async Task<WebApplication> HostAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.UseSockets(areInline: true);
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static Uri AddressOf(WebApplication host) => new(AkashChatHost.AddressOf(host));

    private static HttpClient ClientOf(WebApplication host) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = AddressOf(host), Timeout = TimeSpan.FromSeconds(60) };

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string body) =>
        client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), new StringContent(body));

    private static async Task<string> PostAsync(HttpClient client, string body)
    {
        using var response = await SendAsync(client, body);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        var read = await request.BodyReader.ReadAtLeastAsync(1);
        var bytes = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(read.Buffer));
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return bytes;
    }
}
