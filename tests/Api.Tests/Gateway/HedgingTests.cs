using System.Net;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>A second attempt elsewhere when the first takes long.</summary>
public sealed class HedgingTests : IAsyncLifetime
{
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(100);

    private ScriptedUpstream _first = null!;
    private ScriptedUpstream _second = null!;

    public async Task InitializeAsync() => (_first, _second) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Theory]
    [InlineData(LimitCalls.Chat)]
    [InlineData(StreamCalls.Body)]
    public async Task SlowFirst_LosesToTheSecondAndIsClosed(string call)
    {
        _first.Script = Scripts.Hang();
        await using var fleet = await StartAsync();

        var sent = fleet.Client.ChatAsync(call);
        await _first.WaitForRequestsAsync(1);
        fleet.Host.Clock.Advance(After);
        using var response = await sent;

        Assert.Equal((HttpStatusCode.OK, "scripted-2", "2"), (response.StatusCode, response.Header("x-akashchat-deployment-id"), response.Header("x-akashchat-attempts")));
        await _first.WaitForAbortsAsync(1);
        await fleet.Ended.Tally.WaitForAtLeastAsync(1);
        var record = Assert.Single(fleet.Ended.Records);
        Assert.Equal((UsageOutcome.Completed, "scripted-2", 2), (record.Outcome, record.DeploymentId, record.Attempts));
        Assert.Equal(0, fleet.OpenRequests());
    }

    [Fact]
    public async Task FirstThatIsFasterAfterAll_WinsAndTheSecondIsClosed()
    {
        var gate = new Gate();
        _first.Script = Scripts.Slow(gate);
        _second.Script = Scripts.Hang();
        await using var fleet = await StartAsync();

        var sent = fleet.Client.ChatAsync();
        await gate.WaitForArrivalsAsync(1);
        fleet.Host.Clock.Advance(After);
        await _second.WaitForRequestsAsync(1);
        gate.Open();
        using var response = await sent;

        Assert.Equal((HttpStatusCode.OK, "scripted-1"), (response.StatusCode, response.Header("x-akashchat-deployment-id")));
        await _second.WaitForAbortsAsync(1);
        await fleet.Ended.Tally.WaitForAtLeastAsync(1);
        Assert.Equal(0, fleet.OpenRequests());
    }

    [Fact]
    public async Task SecondThatFails_LeavesTheFirstItsTime()
    {
        var gate = new Gate();
        _first.Script = Scripts.Slow(gate);
        _second.Script = Scripts.ServerError();
        await using var fleet = await StartAsync();

        var sent = fleet.Client.ChatAsync();
        await gate.WaitForArrivalsAsync(1);
        fleet.Host.Clock.Advance(After);
        await _second.WaitForRequestsAsync(1);
        gate.Open();
        using var response = await sent;

        Assert.Equal((HttpStatusCode.OK, "scripted-1"), (response.StatusCode, response.Header("x-akashchat-deployment-id")));
    }

    [Fact]
    public async Task CallerWhoLeaves_ClosesBoth()
    {
        _first.Script = Scripts.Hang();
        _second.Script = Scripts.Hang();
        await using var fleet = await StartAsync();
        using var leave = new CancellationTokenSource();
        var sent = StreamCalls.SendAsync(fleet.Client, LimitCalls.Chat, leave.Token);
        await _first.WaitForRequestsAsync(1);
        fleet.Host.Clock.Advance(After);
        await _second.WaitForRequestsAsync(1);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        await _first.WaitForAbortsAsync(1);
        await _second.WaitForAbortsAsync(1);
        await fleet.Ended.Tally.WaitForAtLeastAsync(1);
        Assert.Equal((UsageOutcome.Aborted, 2), (Assert.Single(fleet.Ended.Records).Outcome, fleet.Ended.Records.First().Attempts));
        Assert.Equal(0, fleet.OpenRequests());
    }

    [Fact]
    public async Task WhenEverythingIsSlow_TheBudgetBoundsTheSecondAttempts()
    {
        const int Calls = 50;
        var gate = new Gate();
        var hedged = 0;
        _first.Script = Scripts.Slow(gate);
        await using var fleet = await StartAsync(share: 0.125);

        for (var round = 1; round <= 4; round++)
        {
            var calls = Enumerable.Range(0, Calls).Select(_ => fleet.Client.ChatAsync()).ToArray();
            await gate.WaitForArrivalsAsync(round * Calls);
            fleet.Host.Clock.Advance(After);

            // An eighth of all so far, and the one that a new host has saved; the first server sees them go.
            var before = hedged;
            hedged = (round * Calls / 8) + 1;
            await _second.WaitForRequestsAsync(hedged);
            var rest = Calls - (hedged - before);
            await _first.WaitForRunningRequestsAsync(rest);
            gate.Release(rest);
            Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
            await _first.WaitForRunningRequestsAsync(0);
        }

        Assert.Equal(hedged, _second.Requests.Count);
    }

    private async Task<Fleet> StartAsync(double share = 1)
    {
        var fleet = await Fleet.StartAsync();
        fleet.Set(
            new RoutingRules { HedgeAfter = After, HedgeShare = share },
            ADeployment.Of(at: _first.ApiBase, number: 1) with { Order = 1 },
            ADeployment.Of(at: _second.ApiBase, number: 2) with { Order = 2 });
        return fleet;
    }
}
