using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkashChat.TestKit.Servers;

/// <summary>What a captcha's provider was asked.</summary>
/// <param name="Path">Where.</param>
/// <param name="Form">The fields of the form, in their order.</param>
public sealed record CaptchaQuestion(string Path, IReadOnlyList<KeyValuePair<string, string>> Form);

/// <summary>The check of a captcha's provider, doing what a test tells it to.</summary>
public sealed class CaptchaServer : IAsyncDisposable
{
    /// <summary>Our password there, planted so that a test can look for it where it must not be.</summary>
    public const string Secret = "captcha-secret-0815";

    /// <summary>Our name there.</summary>
    public const string SiteKey = "captcha-site-key";

    private readonly ConcurrentQueue<CaptchaQuestion> _questions = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly CancellationTokenSource _down = new();
    private readonly WebApplication _app;

    private CaptchaServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Answers every question.</summary>
    public Func<HttpContext, Task> Script { get; set; } = CaptchaScripts.Json("""{"success":false,"error-codes":["invalid-input-response"]}""");

    /// <summary>The questions so far.</summary>
    public IReadOnlyList<CaptchaQuestion> Questions => [.. _questions];

    /// <summary>Starts a server.</summary>
    public static async Task<CaptchaServer> StartAsync()
    {
        var server = new CaptchaServer();
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    /// <summary>Waits until one more question has come.</summary>
    public async Task WaitForQuestionAsync()
    {
        if (!await _asked.WaitAsync(TimeSpan.FromSeconds(60)))
        {
            throw new TimeoutException("Nobody asked the captcha's provider.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _down.CancelAsync();
        await _app.DisposeAsync();
        _asked.Dispose();
        _down.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        _questions.Enqueue(new CaptchaQuestion(context.Request.Path, [.. form.Select(field => new KeyValuePair<string, string>(field.Key, field.Value.ToString()))]));
        _asked.Release();
        using var down = _down.Token.Register(context.Abort);
        await Script(context);
    }
}
