using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Gateway.Rehearsal;

namespace AkashChat.Infrastructure.Tests.Gateway.Rehearsal;

public sealed class RehearsalWarningsTests
{
    [Fact]
    public void GoodSettings_HaveNone() => Assert.Empty(WarningsOf(ARehearsal.Table(ARehearsal.Deployments("m", 2))));

    [Fact]
    public void OneDeployment_IsSeenByUsers() =>
        Assert.Equal(["m has one deployment and no fallback: a failure of it is seen by users"], WarningsOf(ARehearsal.Table(ARehearsal.Deployments("m", 1))));

    [Fact]
    public void OneDeploymentWithFallback_ChangesTheModel() => Assert.Equal(
        ["m has one deployment: when it fails, users get another model (other)"],
        WarningsOf(ARehearsal.Table([ARehearsal.Deployment("m", 1), ARehearsal.Deployment("other", 1, "two.example")], ARehearsal.WithFallback("m", "other"))));

    [Fact]
    public void DeploymentsOnOneServer_FailTogether() =>
        Assert.Contains("all deployments of m are on one server: they fail together", WarningsOf(ARehearsal.Table([ARehearsal.Deployment("m", 1), ARehearsal.Deployment("m", 2)])));

    [Fact]
    public void FallbackOnTheSameServer_FailsWithIt() => Assert.Contains(
        "the fallbacks of m end in other, which has no server of its own: it fails with it",
        WarningsOf(ARehearsal.Table([ARehearsal.Deployment("m", 1), ARehearsal.Deployment("other", 1)], ARehearsal.WithFallback("m", "other"))));

    [Fact]
    public void FallbackThatIsNotOnOffer_IsNamed() => Assert.Contains(
        "gone, a fallback of m, is not on offer",
        WarningsOf(ARehearsal.Table(ARehearsal.Deployments("m", 2), ARehearsal.WithFallback("m", "gone"))));

    [Fact]
    public void WeightOfNothing_IsNamed() => Assert.Equal(
        ["deployment m-2 has weight 0: it is only asked when no other of its order can be"],
        WarningsOf(ARehearsal.Table(ARehearsal.Deployments("m", 2).Select(deployment => deployment with { HasWeight = true, Weight = deployment.Id == "m-1" ? 1 : 0 }))));

    [Fact]
    public void TimeoutAsLongAsARequestMayTake_LeavesNoTimeForAnother() => Assert.Contains(
        WarningsOf(ARehearsal.Table(
            ARehearsal.Deployments("m", 2).Select(deployment => deployment with { Timeout = TimeSpan.FromMinutes(10) }),
            RoutingRules.Default with { RequestTimeout = TimeSpan.FromMinutes(10) })),
        warning => warning.Contains("m-1 is waited for as long as a whole request may take (600 s)", StringComparison.Ordinal));

    [Fact]
    public void CooldownsThatAreOff_AreNamed() => Assert.Contains(
        "cooldowns are off: a deployment of m that fails is asked again and again",
        WarningsOf(ARehearsal.Table(ARehearsal.Deployments("m", 2), RoutingRules.Default with { Cooldown = CooldownRules.Default with { IsOff = true } })));

    [Fact]
    public async Task LimitsThatAreTooLow_AreCounted()
    {
        var table = ARehearsal.Table(ARehearsal.Deployments("m", 2).Select(deployment => deployment with { RequestsPerMinute = 2 }));
        var well = await ARehearsal.RunAsync(table, Fault.None, streamed: false);

        var warnings = WarningsOf(table, well);

        Assert.Contains(
            $"at 4 requests a second, {36 - well.Answered} of 36 plain requests of m are refused while all is well: its deployments' own limits are lower", warnings);
        Assert.InRange(well.Answered, 4, 6);
        Assert.True(well.IsLoss);
        Assert.Equal("gateway.deployments_full", Assert.Single(well.Failures).Code);
    }

    [Fact]
    public async Task Losses_AreSummedUpByFault()
    {
        var rules = RoutingRules.Default with { Retries = RetryRules.Default with { Retries = 0 } };
        var table = ARehearsal.Table(ARehearsal.Deployments("m", 2), rules);
        var struck = await ARehearsal.RunAsync(table, Fault.ServerError, streamed: false, 0);

        Assert.Contains("one deployment of m struck with \"500\": users see 502 although another server is well", WarningsOf(table, struck));
    }

    private static string[] WarningsOf(RoutingTable table, params ScenarioReport[] scenarios) =>
        [.. new RehearsalWarnings(table.Groups[0], table, scenarios, new RehearsalOptions()).Find()];
}
