using AkashChat.TestKit.Hosting;

namespace AkashChat.Web.Tests.Browser;

/// <summary>One host for all tests of a class. Its clock stands still until a test moves it.</summary>
public sealed class PortalHost : IAsyncLifetime
{
    public TestHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await TestHost.StartAsync(options =>
        options.Settings["AKASHCHAT_TICKETS_PER_NETWORK_AND_DAY"] = "1000");

    public async Task DisposeAsync() => await Host.DisposeAsync();
}

/// <summary>Tests that share the browser; one after another, since they share the machine's few cores too.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Chromium>
{
    public const string Name = "Browser";
}
