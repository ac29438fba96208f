using System.Net;
using System.Text;
using AkashChat.Web.Hosting.Calls;
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
        await using var host = await CallHost.StartAsync(async context =>
        {
            Assert.IsAssignableFrom<CallExchange>(context.Features.Get<IHttpResponseFeature>());
            await context.Response.WriteAsync("first ");
            "second "u8.CopyTo(context.Response.BodyWriter.GetSpan(7));
            context.Response.BodyWriter.Advance(7);
            await context.Response.BodyWriter.FlushAsync();
            await context.Response.Body.WriteAsync(await ReadAsync(context.Request));
        });
        using var client = CallHost.ClientOf(host);

        Assert.Equal("first second 1", await CallHost.PostAsync(client, "1"));
        Assert.Equal("first second 2", await CallHost.PostAsync(client, "2"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LongAnswers_ComeWholeAndInOrder(bool saysLength)
    {
        var bytes = new byte[LongLength];
        new Random(4711).NextBytes(bytes);
        await using var host = await CallHost.StartAsync(async context =>
        {
            context.Response.ContentLength = saysLength ? bytes.Length : null;
            for (var (start, length) = (0, 1); start < bytes.Length; start += length, length = Math.Min(length * 3, bytes.Length - start))
            {
                await context.Response.BodyWriter.WriteAsync(bytes.AsMemory(start, Math.Min(length, bytes.Length - start)));
            }
        });
        using var client = CallHost.ClientOf(host);

        Assert.Equal(bytes, await (await CallHost.SendAsync(client, "1")).Content.ReadAsByteArrayAsync());
        Assert.Equal(bytes, await (await CallHost.SendAsync(client, "2")).Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task CallsAtHeadAndEnd_AreMadeOnce()
    {
        var heard = new List<string>();
        var completed = new TaskCompletionSource();
        await using var host = await CallHost.StartAsync(context =>
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
        using var client = CallHost.ClientOf(host);

        using var response = await CallHost.SendAsync(client, "x");
        await completed.Task;

        Assert.Equal((HttpStatusCode.Accepted, "yes", 0L), (response.StatusCode, response.Headers.GetValues("X-Late").Single(), response.Content.Headers.ContentLength));
        Assert.Equal(["starting", "completed"], heard);
        Assert.NotNull(response.Headers.Date);
    }

    [Fact]
    public async Task StatusWithoutBody_HasNone()
    {
        await using var host = await CallHost.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        using var client = CallHost.ClientOf(host);

        using var first = await CallHost.SendAsync(client, "x");
        using var second = await CallHost.SendAsync(client, "x");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, second.StatusCode));
        Assert.Null(first.Headers.TransferEncodingChunked);
    }

    [Fact]
    public async Task FailureBeforeTheHead_IsAnAnswerAndTheLast()
    {
        await using var host = await CallHost.StartAsync(context =>
        {
            context.Response.Headers["X-Secret"] = "1";
            throw new InvalidOperationException("not for anybody");
        });
        using var client = CallHost.ClientOf(host);

        using var response = await CallHost.SendAsync(client, "x");

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
        await using var host = await CallHost.StartAsync(async context =>
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
        using var client = CallHost.ClientOf(host);

        await Assert.ThrowsAsync<HttpRequestException>(() => CallHost.PostAsync(client, "x"));
    }

    [Fact]
    public async Task MoreThanTheHeadSays_DoesNotGoOut()
    {
        await using var host = await CallHost.StartAsync(async context =>
        {
            context.Response.ContentLength = 3;
            await context.Response.WriteAsync("abc");
            await Assert.ThrowsAsync<InvalidOperationException>(() => context.Response.WriteAsync("d"));
        });
        using var client = CallHost.ClientOf(host);

        for (var number = 0; number < 50; number++)
        {
            Assert.Equal("abc", await CallHost.PostAsync(client, "x"));
        }
    }

    [Fact]
    public async Task ProxyThatSpeaksForOthers_SpeaksForOneCallOnly()
    {
        await using var host = await CallHost.StartAsync(context =>
        {
            var before = context.Connection.RemoteIpAddress;
            context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");
            context.Request.Scheme = "https";
            return context.Response.WriteAsync($"{before} {context.Request.Protocol} {context.TraceIdentifier.Length}");
        });
        using var client = CallHost.ClientOf(host);

        Assert.Equal("127.0.0.1 HTTP/1.1 32", await CallHost.PostAsync(client, "x"));
        Assert.Equal("127.0.0.1 HTTP/1.1 32", await CallHost.PostAsync(client, "x"));
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        var read = await request.BodyReader.ReadAtLeastAsync(1);
        var bytes = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(read.Buffer));
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return bytes;
    }
}
