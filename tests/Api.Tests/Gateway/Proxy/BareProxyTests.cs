using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Tests.Gateway.Proxy;

/// <summary>Answers that only a server of the test's own gives.</summary>
public sealed class BareProxyTests
{
    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(413)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task ErrorWithoutABody_StaysWithoutOne(int status)
    {
        await using var rig = await Rig.StartAsync(context => context.Response.StatusCode = status);

        using var response = await rig.Host.Client.PostJsonAsync("v1/chat/completions", "{}");

        Assert.Equal((status, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData(422, """{"detail":[{"loc":["body"],"msg":"Field required","type":"missing"}]}""")]
    [InlineData(404, """{"detail": "Not Found"}""")]
    [InlineData(400, """{"error":{"message":"x","type":"budget_exceeded","param":null,"code":"400"}}""")]
    public async Task EitherEnvelope_StaysAsItIs(int status, string body)
    {
        await using var rig = await Rig.StartAsync(context => context.Response.StatusCode = status, body);

        using var response = await rig.Host.Client.PostJsonAsync("v1/chat/completions", "{}");

        Assert.Equal((status, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task HeadersOfTheProxysOwnPages_DoNotPass()
    {
        await using var rig = await Rig.StartAsync(context =>
        {
            context.Response.Headers["Set-Cookie"] = "token=planted";
            context.Response.Headers["Server"] = "uvicorn";
            context.Response.Headers["Access-Control-Allow-Origin"] = "https://elsewhere.example";
            context.Response.Headers["x-litellm-model-id"] = "abc";
            context.Response.Headers["llm_provider-request-id"] = "def";
        });

        using var response = await rig.Host.Client.GetPathAsync("v1/whatever");

        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(("abc", "def"), (response.Header("x-litellm-model-id"), response.Header("llm_provider-request-id")));
    }

    [Fact]
    public async Task Head_HasTheHeadersAndNoBody()
    {
        await using var rig = await Rig.StartAsync(context => context.Response.ContentLength = context.Request.Method == "HEAD" ? 1234 : 0);

        using var response = await rig.Host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "v1/files/some/content"));

        Assert.Equal((HttpStatusCode.OK, 1234), (response.StatusCode, response.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Redirection_IsPassedOnAndNotFollowed()
    {
        await using var rig = await Rig.StartAsync(context => context.Response.Redirect("/key/list"));

        using var response = await rig.Host.Client.GetPathAsync("v1/whatever");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    private sealed class Rig(WebApplication proxy, TestHost host) : IAsyncDisposable
    {
        public TestHost Host { get; } = host;

        public static async Task<Rig> StartAsync(Action<HttpContext> answer, string body = "")
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var proxy = builder.Build();
            proxy.Run(context =>
            {
                if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
                {
                    // The host may start without a proxy that it can read.
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    return Task.CompletedTask;
                }

                answer(context);
                return body.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(body);
            });
            await proxy.StartAsync();
            var host = await TestHost.StartAsync(options =>
            {
                options.Settings["LITELLM_API_ENDPOINT"] = proxy.Urls.First();
                options.Settings["LITELLM_ADMIN_KEY"] = "sk-planted";
            });
            return new Rig(proxy, host);
        }

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            await proxy.DisposeAsync();
        }
    }
}
