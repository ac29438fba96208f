using AkashChat.Web.Hosting.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit.Abstractions;

namespace AkashChat.Web.Tests.Hosting.Calls;

/// <summary>How calls come: in pieces, several at once, among other requests. Each is answered once, in order, by the one way or the other.</summary>
public sealed class CallConnectionTests(ITestOutputHelper output)
{
    [Fact]
    public async Task CallsCutAnywhere_AreAnsweredInOrder()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed: {seed}");
        var random = new Random(seed);
        await using var host = await HostAsync();
        using var caller = await WireCaller.ConnectAsync(CallHost.AddressOf(host));

        for (var number = 0; number < 300; number++)
        {
            var body = $"<{number}{new string('.', random.Next(0, 20) * random.Next(0, 500))}>";
            var text = caller.Call(body);
            for (var start = 0; start < text.Length;)
            {
                var length = Math.Min(text.Length - start, 1 + (random.Next(0, 40) * random.Next(0, 200)));
                await caller.SendAsync(text.Substring(start, length));
                start += length;
            }

            Assert.Contains($"call {body}!", await caller.ReadUntilAsync("!"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3_000)]
    [InlineData(200_000)]
    public async Task CallsSentBeforeTheAnswerOfTheLast_AreAnsweredInOrder(int length)
    {
        await using var host = await HostAsync();
        using var caller = await WireCaller.ConnectAsync(CallHost.AddressOf(host));
        var filling = new string('.', length);

        var sending = caller.SendAsync(string.Concat(Enumerable.Range(0, 20).Select(number => caller.Call($"{number}{filling}"))));
        var all = await caller.ReadUntilAsync($" 19{filling}!");
        await sending;

        // The long ones are Kestrel's.
        Assert.Equal(
            Enumerable.Range(0, 20).Select(number => $"{number}{filling}!"),
            all.Split("HTTP/1.1 200 OK")[1..].Select(answer => answer.Split(length > CallConnection.MaxBodyBytes ? "Kestrel " : "call ")[1]));
    }

    [Fact]
    public async Task OtherRequest_GoesToKestrelAndSoDoesAllAfterIt()
    {
        await using var host = await HostAsync();
        using var caller = await WireCaller.ConnectAsync(CallHost.AddressOf(host));

        await caller.SendAsync(caller.Call("1"));
        Assert.Contains("call 1!", await caller.ReadUntilAsync("!"), StringComparison.Ordinal);
        await caller.SendAsync("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Contains("Kestrel !", await caller.ReadUntilAsync("!"), StringComparison.Ordinal);
        await caller.SendAsync(caller.Call("2"));
        Assert.Contains("Kestrel 2!", await caller.ReadUntilAsync("!"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallThatDoesNotComeSoon_IsAnsweredByKestrel()
    {
        await using var host = await HostAsync();
        using var caller = await WireCaller.ConnectAsync(CallHost.AddressOf(host));
        var call = caller.Call("slow");

        await caller.SendAsync(call[..^2]);
        await Task.Delay(TimeSpan.FromMilliseconds(2 * CallConnection.GatherTime));
        await caller.SendAsync(call[^2..]);

        Assert.Contains("Kestrel slow!", await caller.ReadUntilAsync("!"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NonsenseAfterACall_IsRefusedByKestrel()
    {
        await using var host = await HostAsync();
        using var caller = await WireCaller.ConnectAsync(CallHost.AddressOf(host));

        await caller.SendAsync(caller.Call("1") + "nonsense\r\n\r\n");
        var all = await caller.ReadToEndAsync();

        Assert.Contains("call 1!HTTP/1.1 400 Bad Request", all, StringComparison.Ordinal);
    }

    private static Task<WebApplication> HostAsync() => CallHost.StartAsync(async context =>
    {
        var way = context.Features.Get<IHttpResponseFeature>() is CallExchange ? "call" : "Kestrel";
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        await Task.Yield();
        var answer = $"{way} {body}!";
        context.Response.ContentLength = answer.Length;
        await context.Response.WriteAsync(answer);
    });
}
