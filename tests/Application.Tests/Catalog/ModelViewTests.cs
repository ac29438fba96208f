using AkashChat.Application.Catalog.ListModels;
using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Builders;

namespace AkashChat.Application.Tests.Catalog;

public sealed class ModelViewTests
{
    [Fact]
    public void Group_PromisesWhatEveryDeploymentKeeps()
    {
        var view = Assert.Single(ModelView.Of(ADeployment.Table(
            ADeployment.Of(number: 1) with
            {
                Capabilities = new ModelCapabilities { MaxInputTokens = 32_000, MaxOutputTokens = 4_000, Vision = true, Tools = true },
                Price = new TokenPrice(1, 9),
            },
            ADeployment.Of(number: 2) with { Capabilities = new ModelCapabilities { MaxInputTokens = 8_000, Vision = false }, Price = new TokenPrice(2, 3) },
            ADeployment.Of(number: 3))));

        Assert.Equal((8_000, 4_000), (view.MaxInputTokens, view.MaxOutputTokens));
        Assert.Equal((false, true), (view.Vision, view.Tools));
        Assert.Equal(new TokenPrice(2, 9), view.Price);
        Assert.Equal(ModelState.Unknown, view.State);
    }

    [Fact]
    public void WhatNobodySaid_IsNotSaid()
    {
        var view = Assert.Single(ModelView.Of(ADeployment.Table(ADeployment.Of())));

        Assert.Null(view.MaxInputTokens ?? view.MaxOutputTokens);
        Assert.Null(view.Vision ?? view.Tools);
        Assert.Null(view.Price);
    }

    [Fact]
    public void AliasesThatAreNotHidden_AreListedAndPatternsAreNot()
    {
        var table = RoutingTable.Of(
            [ADeployment.Of("llama"), ADeployment.Of("openai/*")],
            new Dictionary<string, string> { ["llama"] = "chat" },
            AMoment.Now,
            aliases: [new ModelAlias("fast", "llama", IsHidden: false), new ModelAlias("secret", "llama", IsHidden: true)]);

        Assert.Equal([("fast", "chat"), ("llama", "chat")], ModelView.Of(table).Select(view => (view.Name, view.Mode)));
    }
}
