using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.OpenId;

namespace AkashChat.Web.Tests.Browser;

/// <summary>One host with a sign-in provider for all tests of a class. People of a test have names of their own.</summary>
public sealed class SignInHost : IAsyncLifetime
{
    public OpenIdServer Provider { get; private set; } = null!;

    public TestHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Provider = await OpenIdServer.StartAsync();
        Host = await TestHost.StartAsync(options => options.WithOpenId(Provider));
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
