using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Catalog;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkashChat.Infrastructure.Tests.Catalog;

/// <summary>The catalog with a file and with a server whose models are all offered.</summary>
public sealed class UpstreamBesideConfigTests
{
    private static readonly Deployment Listed = new() { Id = "1", ModelName = "listed", UpstreamModel = "listed", BaseAddress = new Uri("http://127.0.0.1:9/v1/") };

    [Fact]
    public async Task SameListAgain_IsNoNewVersion()
    {
        var source = new Source { Deployments = [Listed] };
        var catalog = await LoadAsync(source);

        source.Deployments = [Listed with { }];
        await catalog.RefreshAsync(CancellationToken.None);
        Assert.Equal(1, catalog.Current.Version);

        source.Deployments = [Listed with { Weight = 2 }];
        await catalog.RefreshAsync(CancellationToken.None);
        Assert.Equal((2, 2), (catalog.Current.Version, catalog.Current.Find("listed")!.Deployments[0].Weight));
    }

    [Fact]
    public async Task ReplacedFile_LeavesTheListAsItIs()
    {
        var catalog = await LoadAsync(new Source { Deployments = [Listed] });

        catalog.Replace(AConfig.With("router_settings: { model_group_alias: { x: listed } }", new ConfigSurroundings(_ => null) { HasUpstream = true }));

        Assert.Equal(["a", "b", "c", "listed"], catalog.Current.Groups.Select(group => group.Name));
        Assert.Equal("listed", catalog.Current.Find("x")!.Name);
    }

    [Fact]
    public async Task ModelThatTheFileHasFromTheSameServer_IsOneDeployment()
    {
        var file = AConfig.With("");
        var catalog = await LoadAsync(new Source { Deployments = [Listed with { Id = file.Deployments[0].Id, ModelName = "a" }] });

        catalog.Replace(file);

        Assert.Single(catalog.Current.Find("a")!.Deployments);
    }

    private static async Task<ModelCatalog> LoadAsync(Source source)
    {
        var catalog = new ModelCatalog(new CatalogOptions { ConfigPath = null }, [source], TimeProvider.System, NullLogger<ModelCatalog>.Instance);
        await catalog.LoadAsync(CancellationToken.None);
        return catalog;
    }

    private sealed class Source : IModelSource
    {
        public IReadOnlyList<Deployment> Deployments { get; set; } = [];

        public Task<ModelListing?> ListAsync(CancellationToken cancellationToken) =>
            Task.FromResult<ModelListing?>(ModelListing.Empty with { Deployments = Deployments });
    }
}
