using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Builders;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>One host for all tests of a class that set its only deployment anew each time.</summary>
public sealed class SharedFleet : IAsyncLifetime
{
    /// <summary>What the server calls the model.</summary>
    public const string ServedModel = "org/served-model";

    // Our own client leaves a server with such a header to the general one; to the server it says nothing new.
    private static readonly KeyValuePair<string, string> NotForOurClient = new("TE", "trailers");

    private int _number;

    internal Fleet Fleet { get; private set; } = null!;

    /// <summary>The caller, who wants no attempt repeated.</summary>
    internal HttpClient Client => Fleet.Client;

    public async Task InitializeAsync()
    {
        Fleet = await Fleet.StartAsync();
        Fleet.Client.WithoutRetries();
    }

    public async Task DisposeAsync() => await Fleet.DisposeAsync();

    /// <summary>Puts a server in force.</summary>
    /// <param name="at">Where it is.</param>
    /// <param name="generalClient">Whether it is reached with the general client, as servers with TLS are; else with our own.</param>
    /// <param name="model">What callers call the model.</param>
    internal void Use(Uri at, bool generalClient, string model = "scripted") => Fleet.Set(
        RoutingRules.Default,
        // Of another number each time: what was noted of a server before is not about this one.
        ADeployment.Of(model, at, ServedModel, number: Interlocked.Increment(ref _number)) with { ExtraHeaders = generalClient ? [NotForOurClient] : [] });
}
