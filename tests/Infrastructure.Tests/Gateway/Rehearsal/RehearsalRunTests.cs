using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Gateway.Rehearsal;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Infrastructure.Tests.Gateway.Rehearsal;

public sealed class RehearsalRunTests
{
    [Fact]
    public async Task RealServer_IsNeverContacted()
    {
        await using var real = await ScriptedUpstream.StartAsync();
        await using var rehearsal = ARehearsal.Of(ARehearsal.Table([ADeployment.Of("m", real.ApiBase), ADeployment.Of("m", real.ApiBase, number: 2)]), requests: 4);

        var report = await rehearsal.RunAsync(rehearsal.Groups[0], CancellationToken.None);

        Assert.NotEmpty(report.Scenarios);
        Assert.Empty(real.Requests);
        Assert.Equal(0, real.TotalConnections);
    }

    [Fact]
    public void Harmless_KnowsNeitherAddressNorKey()
    {
        var deployment = ADeployment.Of("m") with
        {
            Organization = "org-secret",
            ApiVersion = "2026-01-01",
            ExtraHeaders = [new KeyValuePair<string, string>("x-secret", "secret")],
            Order = 2,
        };

        var harmless = ScriptedServers.Harmless(deployment);

        Assert.True(harmless is { Key: null, Organization: null, ApiVersion: null, ExtraHeaders.Length: 0 });
        Assert.NotEqual(deployment.BaseAddress, harmless.BaseAddress);
        Assert.Equal(2, harmless.Order);
    }

    [Fact]
    public async Task Group_IsTriedWithEveryFaultOfOneAndOfAll()
    {
        await using var rehearsal = ARehearsal.Of(ARehearsal.Table(ARehearsal.Deployments("m", 2)), requests: 4);

        var report = await rehearsal.RunAsync(rehearsal.Groups[0], CancellationToken.None);

        Assert.Equal(2 * (1 + (3 * Faults.OfServers.Length)), report.Scenarios.Count);
        Assert.Equal(["m-1", "m-2"], report.Deployments.Select(deployment => deployment.Id));
        Assert.All(report.Deployments, deployment => Assert.Equal(0.5, deployment.ExpectedShare));
        Assert.False(report.HasLoss);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public async Task EmbeddingModel_IsNotAskedForStreams()
    {
        var table = RoutingTable.Of(ARehearsal.Deployments("e", 1), new Dictionary<string, string> { ["e"] = "embedding" }, AMoment.Now);
        await using var rehearsal = ARehearsal.Of(table, requests: 4);

        var report = await rehearsal.RunAsync(rehearsal.Groups[0], CancellationToken.None);

        Assert.DoesNotContain(report.Scenarios, scenario => scenario.Streamed);
        Assert.Equal(12, report.Scenarios[0].Answered);
    }

    [Fact]
    public async Task Wildcard_IsAskedForByANameThatFits()
    {
        await using var rehearsal = ARehearsal.Of(ARehearsal.Table([ARehearsal.Deployment("openai/*", 1)]), requests: 4);

        var report = await rehearsal.RunAsync(rehearsal.Groups[0], CancellationToken.None);

        Assert.Equal(12, report.Scenarios[0].Answered);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("b", 1)]
    [InlineData("nothing", 0)]
    public async Task Groups_AreAllOrTheOneThatWasNamed(string? model, int count)
    {
        await using var rehearsal = new RehearsalRun(
            ARehearsal.Table([ARehearsal.Deployment("a", 1), ARehearsal.Deployment("b", 1)]), new RehearsalOptions { Model = model });

        Assert.Equal(count, rehearsal.Groups.Count);
    }
}
