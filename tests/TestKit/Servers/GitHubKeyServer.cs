using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.TestKit.Servers;

/// <summary>Publishes signing keys as GitHub does for its secret scanning, and signs messages with them.</summary>
public sealed class GitHubKeyServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private int _requests;

    private GitHubKeyServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Where the list is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>How often the list was asked for.</summary>
    public int Requests => _requests;

    /// <summary>Answers instead of the list; null: the list.</summary>
    public RequestDelegate? Script { get; set; }

    /// <summary>Starts one on a free port of 127.0.0.1.</summary>
    public static async Task<GitHubKeyServer> StartAsync()
    {
        var server = new GitHubKeyServer();
        await server._app.StartAsync();
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Address = new Uri(new Uri(address), "/meta/public_keys/secret_scanning");
        return server;
    }

    /// <summary>Makes and publishes a key.</summary>
    /// <returns>Its name.</returns>
    public string AddKey(ECCurve? curve = null)
    {
        var key = ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256);
        var name = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        _keys[name] = key;
        return name;
    }

    /// <summary>Publishes a key no longer; it still signs.</summary>
    public ECDsa Withdraw(string name) => _keys.Remove(name, out var key) ? key : throw new ArgumentException("There is no such key.", nameof(name));

    /// <summary>Signs a message.</summary>
    public string Sign(string name, string body) => Sign(_keys[name], body);

    /// <summary>Signs a message.</summary>
    public static string Sign(ECDsa key, string body) =>
        Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (Script is { } script)
        {
            await script(context);
            return;
        }

        // As GitHub: no answer for who does not say who asks, and nothing at any other address.
        if (context.Request.Headers.UserAgent.Count == 0 || context.Request.Path != Address.AbsolutePath)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            public_keys = _keys.Select(key => new { key_identifier = key.Key, key = key.Value.ExportSubjectPublicKeyInfoPem(), is_current = true }),
        }));
    }
}
