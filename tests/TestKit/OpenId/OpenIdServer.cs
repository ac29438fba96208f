using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace AkashChat.TestKit.OpenId;

/// <summary>A real OpenID Connect provider with Auth0's addresses, one confidential client, and people who sign in without a password.</summary>
/// <remarks>
/// It keeps to the protocol (code flow with proof key, exact return addresses, codes that work once) until a test makes it
/// lie (<see cref="Lie"/>) or fail (<see cref="Fault"/>).
/// </remarks>
public sealed class OpenIdServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _down = new();
    private readonly WebApplication _app;

    private OpenIdServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        builder.Services.AddOpenIdProvider(token => IdTokenForger.Forge(token, Lie));
        _app = builder.Build();
        _app.Use(ReceiveAsync);
        _app.UseRouting();
        _app.UseAuthentication();
        new Endpoints(this).Map(_app);
    }

    /// <summary>Who it says it is, and where it is: <c>http://127.0.0.1:port/</c>.</summary>
    public Uri Issuer { get; private set; } = null!;

    /// <summary>The client it knows.</summary>
    public string ClientId { get; } = "akashchat-under-test";

    /// <summary>The client's secret, planted so that a test can look for it where it must not be.</summary>
    public string ClientSecret { get; } = "client-secret-4711";

    /// <summary>What it says that is not so.</summary>
    public Lie Lie { get; set; }

    /// <summary>What is wrong with it.</summary>
    public Fault Fault { get; set; }

    /// <summary>How often it was asked for what.</summary>
    public Visits Visits { get; } = new();

    internal People People { get; } = new();

    /// <summary>Starts one on a free port of 127.0.0.1.</summary>
    public static async Task<OpenIdServer> StartAsync()
    {
        var server = new OpenIdServer();
        await server._app.StartAsync();
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Issuer = new Uri(address);
        await server.WithApplicationsAsync(applications => applications.CreateAsync(server.DescribeClient()).AsTask());
        return server;
    }

    /// <summary>Adds somebody who can sign in.</summary>
    /// <param name="name">The name on the login page.</param>
    /// <param name="subject">What clients know the person by.</param>
    /// <param name="email">The address, if the provider knows one.</param>
    /// <param name="emailVerified">Whether the person has shown to own it.</param>
    public void AddPerson(string name, string subject, string? email, bool emailVerified = true) =>
        People.Set(new Person(name, subject, email, emailVerified));

    /// <summary>Lets a person have shown to own the address, as by the link in a message.</summary>
    public void Verify(string name) => People.Set(People.Find(name)! with { IsEmailVerified = true });

    /// <summary>Lists where the client may be returned to, beside what is listed already; compared exactly.</summary>
    /// <param name="callback">Where sign-ins end.</param>
    /// <param name="afterLogout">Where sign-outs end; null: nowhere more.</param>
    public Task AllowAsync(Uri callback, Uri? afterLogout = null) => WithApplicationsAsync(async applications =>
    {
        var client = (await applications.FindByClientIdAsync(ClientId))!;
        var descriptor = new OpenIddictApplicationDescriptor();
        await applications.PopulateAsync(descriptor, client);
        descriptor.RedirectUris.Add(callback);
        if (afterLogout is not null)
        {
            descriptor.PostLogoutRedirectUris.Add(afterLogout);
        }

        await applications.UpdateAsync(client, descriptor);
    });

    /// <summary>Ends whatever still hangs, and the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _down.CancelAsync();
        await _app.DisposeAsync();
        _down.Dispose();
    }

    private OpenIddictApplicationDescriptor DescribeClient() => new()
    {
        ClientId = ClientId,
        ClientSecret = ClientSecret,
        ClientType = ClientTypes.Confidential,
        Permissions =
        {
            Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.EndSession,
            Permissions.GrantTypes.AuthorizationCode, Permissions.ResponseTypes.Code, Permissions.Scopes.Profile, Permissions.Scopes.Email,
        },
    };

    private async Task WithApplicationsAsync(Func<IOpenIddictApplicationManager, Task> act)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>());
    }

    private async Task ReceiveAsync(HttpContext context, RequestDelegate next)
    {
        Visits.Count(context.Request);
        switch (Fault, context.Request.Path.Value)
        {
            case (Fault.Away, _):
                context.Abort();
                break;
            case (Fault.TokenFails, Addresses.Token) or (Fault.UserInfoFails, Addresses.UserInfo):
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case (Fault.TokenHangs, Addresses.Token):
                await HangAsync(context);
                break;
            default:
                await next(context);
                break;
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _down.Token);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var ending = ended.Token.Register(end.SetResult);
        await end.Task;
        context.Abort();
    }
}
