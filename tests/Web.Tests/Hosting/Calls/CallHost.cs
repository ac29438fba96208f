using System.Net;
using AkashChat.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Web.Tests.Hosting.Calls;

/// <summary>The server with a pipeline of a test's own.</summary>
internal static class CallHost
{
    internal static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.UseSockets(areInline: true);
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    internal static Uri AddressOf(WebApplication host) => new(AkashChatHost.AddressOf(host));

    internal static HttpClient ClientOf(WebApplication host) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = AddressOf(host), Timeout = TimeSpan.FromSeconds(60) };

    internal static Task<HttpResponseMessage> SendAsync(HttpClient client, string body) =>
        client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), new StringContent(body));

    internal static async Task<string> PostAsync(HttpClient client, string body)
    {
        using var response = await SendAsync(client, body);
        return await response.Content.ReadAsStringAsync();
    }
}
