using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;

namespace AkashChat.Domain.Tests.Catalog;

public sealed class RoutingTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 9, 10, 0, 0, TimeSpan.Zero);

    private static readonly RoutingTable Table = RoutingTable.Of(
        [A("zeta", "1"), A("Alpha", "2"), A("zeta", "3"), A("beta", "4")],
        new Dictionary<string, string> { ["beta"] = "embedding", ["unheard"] = "chat" },
        Now);

    [Fact]
    public void Groups_AreSortedByNameCapitalsFirst() => Assert.Equal(["Alpha", "beta", "zeta"], Table.Groups.Select(group => group.Name));

    [Fact]
    public void DeploymentsOfOneName_AreOneGroupInTheirOrder() =>
        Assert.Equal(["1", "3"], Table.Find("zeta")!.Deployments.Select(deployment => deployment.Id));

    [Fact]
    public void Mode_IsTakenWhereItIsKnown() => Assert.Equal(("embedding", null), (Table.Find("beta")!.Mode, Table.Find("zeta")!.Mode));

    [Fact]
    public void LoadedAt_IsWhenItWasMade() => Assert.Equal(Now, Table.LoadedAt);

    [Theory]
    [InlineData("")]
    [InlineData("alpha")]
    [InlineData("unheard")]
    [InlineData("zeta ")]
    public void OtherNames_AreNotFound(string name) => Assert.Null(Table.Find(name));

    [Fact]
    public void NoDeployments_IsAnEmptyTable() => Assert.Empty(RoutingTable.Of([], new Dictionary<string, string>(), Now).Groups);

    [Fact]
    public void UpstreamKey_PrintsMasked()
    {
        var deployment = A("m", "1") with { Key = new SecretText("sk-very-secret") };

        Assert.DoesNotContain("very-secret", deployment.ToString(), StringComparison.Ordinal);
    }

    private static Deployment A(string model, string id) =>
        new() { Id = id, ModelName = model, UpstreamModel = model, BaseAddress = new Uri("http://127.0.0.1/v1/") };
}
