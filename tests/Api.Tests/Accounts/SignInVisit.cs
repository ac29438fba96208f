using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.OpenId;

namespace AkashChat.Api.Tests.Accounts;

/// <summary>A provider that knows a few people, a host that trusts it, and one browser.</summary>
internal sealed class SignInVisit : IAsyncDisposable
{
    private SignInVisit(OpenIdServer provider, TestHost host)
    {
        Provider = provider;
        Host = host;
        Browser = host.NewClient(cookies: true);
        Flow = new SignInFlow(Browser);
    }

    public OpenIdServer Provider { get; }

    public TestHost Host { get; }

    public HttpClient Browser { get; }

    public SignInFlow Flow { get; }

    public static async Task<SignInVisit> StartAsync(Action<TestHostOptions>? choose = null)
    {
        var provider = await OpenIdServer.StartAsync();
        provider.AddPerson("ada", "auth0|ada", "ada@example.org");
        provider.AddPerson("bob", "auth0|bob", "bob@example.org", emailVerified: false);
        provider.AddPerson("nora", "auth0|nora", email: null);
        return new SignInVisit(provider, await TestHost.StartAsync(options =>
        {
            options.WithOpenId(provider);
            choose?.Invoke(options);
        }));
    }

    public Task<HttpResponseMessage> SignInAsync(string person, string start = "api/auth/login") =>
        Flow.SignInAsync(new Uri(Host.BaseAddress, start), person);

    /// <summary>The account that the browser is signed in to; null: nobody is.</summary>
    public async Task<JsonElement?> FindAccountAsync()
    {
        using var response = await Browser.GetPathAsync("api/account");
        return response.StatusCode == HttpStatusCode.OK ? await response.ReadJsonAsync() : null;
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
