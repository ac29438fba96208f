using AkashChat.Application.Catalog.ListModels;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Application.Tests.Catalog;

public sealed class ListModelsTests
{
    [Fact]
    public async Task WithoutConfiguration_IsTheDemoAndSaysSo()
    {
        await using var host = await TestHost.StartAsync();

        var models = await host.SendAsync(new ListModelsQuery());

        var model = Assert.Single(models.Value);
        Assert.Equal(("akashchat-demo", true), (model.Name, model.IsDemo));
    }
}
