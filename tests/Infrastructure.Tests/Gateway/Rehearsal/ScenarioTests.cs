using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Gateway.Rehearsal;

namespace AkashChat.Infrastructure.Tests.Gateway.Rehearsal;

/// <summary>What users see when servers fail, over real sockets and in the rehearsal's own time.</summary>
public sealed class ScenarioTests
{
    public static TheoryData<RoutingStrategy, Fault, bool> EveryStrategyFaultAndWay()
    {
        var data = new TheoryData<RoutingStrategy, Fault, bool>();
        foreach (var (strategy, fault) in Enum.GetValues<RoutingStrategy>().SelectMany(_ => Faults.OfServers, (strategy, fault) => (strategy, fault)))
        {
            data.Add(strategy, fault, false);
            data.Add(strategy, fault, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryStrategyFaultAndWay))]
    public async Task OneOfThreeStruck_NoRequestIsLost(RoutingStrategy strategy, Fault fault, bool streamed)
    {
        var table = ARehearsal.Table(ARehearsal.Deployments("m", 3), RoutingRules.Default with { Strategy = strategy });

        var report = await ARehearsal.RunAsync(table, fault, streamed, 0);

        Assert.Empty(report.Failures);
        Assert.False(report.IsLoss);
        Assert.Equal(report.Requests, report.Answered + report.Broken);
        Assert.True(report.Broken == 0 || (fault == Fault.Cut && streamed), $"{report.Broken} streams broke.");
        Assert.False(report.AnsweredBy.ContainsKey("m-1"), "The struck deployment answered.");
        Assert.NotNull(report.BackAfterSeconds);
    }

    [Theory]
    [InlineData(Fault.Slow, 504, "gateway.upstream_timeout")]
    [InlineData(Fault.Hang, 504, "gateway.upstream_timeout")]
    [InlineData(Fault.RateLimit, 429, "gateway.upstream_rate_limited")]
    [InlineData(Fault.ServerError, 502, "gateway.upstream_failed")]
    [InlineData(Fault.ErrorInside200, 502, "gateway.upstream_failed")]
    [InlineData(Fault.Cut, 502, "gateway.upstream_incomplete")]
    [InlineData(Fault.Refused, 502, "gateway.upstream_unreachable")]
    public async Task AllStruckWithoutFallback_UsersSeeWhyAndWhenToComeBack(Fault fault, int status, string code)
    {
        var report = await ARehearsal.RunAsync(ARehearsal.Table(ARehearsal.Deployments("m", 2)), fault, streamed: false);

        Assert.Equal(0, report.Answered);
        Assert.Contains(report.Failures, failure => failure.Status == status && failure.Code == code);
        Assert.All(report.Failures, failure => Assert.True(failure.Status == status || failure is { Status: 503, RetryAfterSeconds: > 0 }, failure.ToString()));
        Assert.False(report.HealthyRemained);
        Assert.False(report.IsLoss);
        Assert.NotNull(report.BackAfterSeconds);
    }

    [Theory]
    [InlineData(Fault.Hang, false)]
    [InlineData(Fault.RateLimit, true)]
    [InlineData(Fault.ServerError, false)]
    [InlineData(Fault.Refused, true)]
    public async Task AllStruckWithFallback_TheOtherModelAnswersAll(Fault fault, bool streamed)
    {
        var table = ARehearsal.Table([.. ARehearsal.Deployments("m", 2), .. ARehearsal.Deployments("other", 1)], ARehearsal.WithFallback("m", "other"));

        var report = await ARehearsal.RunAsync(table, fault, streamed);

        Assert.Equal(report.Requests, report.Answered);
        Assert.Equal(report.Requests, report.Fallbacks["other"]);
        Assert.Equal(report.Requests, report.AnsweredBy["other-1"]);
        Assert.True(report.HealthyRemained);
    }

    [Fact]
    public async Task ServerOverItsLimit_IsAskedAgainWhenItSaid()
    {
        var report = await ARehearsal.RunAsync(ARehearsal.Table(ARehearsal.Deployments("m", 1)), Fault.RateLimit, streamed: false);

        Assert.Equal(20, Assert.Single(report.Failures).RetryAfterSeconds);
        Assert.InRange(report.BackAfterSeconds!.Value, 10, 20.5);
    }

    [Fact]
    public async Task TimeoutAsLongAsTheWholeRequest_LosesRequestsAlthoughAnotherIsWell()
    {
        var table = ARehearsal.Table(
            ARehearsal.Deployments("m", 2).Select(deployment => deployment with { Timeout = TimeSpan.FromMinutes(10) }),
            RoutingRules.Default with { RequestTimeout = TimeSpan.FromMinutes(10) });

        var report = await ARehearsal.RunAsync(table, Fault.Hang, streamed: false, 0);

        Assert.True(report.IsLoss);
        Assert.Equal(504, Assert.Single(report.Failures).Status);
        Assert.Equal(600, report.MaxSeconds);
    }

    [Fact]
    public async Task HangingServer_CostsUsersItsTimeout()
    {
        var report = await ARehearsal.RunAsync(ARehearsal.Table(ARehearsal.Deployments("m", 2)), Fault.Hang, streamed: false, 0);

        Assert.Equal(30.8, report.MaxSeconds, 3);
        Assert.Equal(report.Requests, report.AnsweredBy["m-2"]);
    }

    [Fact]
    public async Task PromptTooLong_GoesToTheModelThatStandsInForThat()
    {
        var rules = ARehearsal.WithFallback("m", "other").Fallbacks;
        var table = ARehearsal.Table(
            [.. ARehearsal.Deployments("m", 2), .. ARehearsal.Deployments("other", 1)],
            RoutingRules.Default with { Fallbacks = FallbackRules.None with { ContextWindow = rules.General } });

        var report = await ARehearsal.RunAsync(table, Fault.PromptTooLong, streamed: true);

        Assert.Equal(report.Requests, report.Fallbacks["other"]);
    }

    [Fact]
    public async Task AllWell_IsSharedByWeightAndTheSameWithTheSameSeed()
    {
        var table = ARehearsal.Table(ARehearsal.Deployments("m", 2).Select((deployment, index) => deployment with { Weight = index == 0 ? 3 : 1, HasWeight = true }));

        var one = await ARehearsal.RunAsync(table, Fault.None, streamed: false);
        var again = await ARehearsal.RunAsync(table, Fault.None, streamed: false);

        Assert.Equal(36, one.Answered);
        Assert.InRange(one.AnsweredBy["m-1"], 18, 35);
        Assert.Equal(one.AnsweredBy, again.AnsweredBy);
        Assert.Equal(0.8, one.MaxSeconds, 3);
        Assert.Equal(1, one.Attempts);
    }
}
