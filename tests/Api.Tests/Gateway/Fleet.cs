using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Application.Usage;
using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>A host whose deployments and routing rules a test sets as they are, and a caller with a key.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly SetCatalog _catalog = new();

    private Fleet()
    {
    }

    public TestHost Host { get; private set; } = null!;

    /// <summary>The caller.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>The calls that are over, and their records.</summary>
    public EndedCalls Ended { get; } = new();

    public static async Task<Fleet> StartAsync(bool realTime = false, Action<TestHostOptions>? choose = null)
    {
        var fleet = new Fleet();
        fleet.Host = await TestHost.StartAsync(options =>
        {
            options.RealTime = realTime;
            options.Configure = builder => builder.Services
                .AddSingleton<IModelCatalog>(fleet._catalog)
                .AddSingleton<IUsageSink>(fleet.Ended);
            choose?.Invoke(options);
        });
        fleet.Client = fleet.Host.ClientWithKey(await fleet.Host.ClaimKeyAsync());
        return fleet;
    }

    /// <summary>Puts deployments in force.</summary>
    public void Set(RoutingRules rules, params IEnumerable<Deployment> deployments) =>
        _catalog.Current = RoutingTable.Of(deployments, new Dictionary<string, string>(StringComparer.Ordinal), AMoment.Now, rules);

    /// <summary>How many requests are open to all deployments in force.</summary>
    public int OpenRequests() =>
        _catalog.Current.Groups.SelectMany(group => group.Deployments).Sum(deployment => Host.Services.GetRequiredService<DeploymentStates>().Of(deployment).OpenRequests);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }

    private sealed class SetCatalog : IModelCatalog
    {
        public RoutingTable Current { get; set; } = ADeployment.Table(ADeployment.Of());
    }
}
