using System.Diagnostics;
using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Upstream;
using Xunit.Abstractions;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>How requests spread over three servers.</summary>
[Collection(HeavyTests.Name)]
public sealed class BalanceTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly List<ScriptedUpstream> _servers = [];
    private Fleet _fleet = null!;
    private int _number;

    public async Task InitializeAsync()
    {
        for (var number = 0; number < 3; number++)
        {
            _servers.Add(await ScriptedUpstream.StartAsync());
        }

        _fleet = await Fleet.StartAsync(realTime: true);
    }

    public async Task DisposeAsync()
    {
        await _fleet.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(RoutingStrategy.SimpleShuffle, 4_500)]
    [InlineData(RoutingStrategy.LeastBusy, 1_500)]
    [InlineData(RoutingStrategy.UsageBased, 1_500)]
    public Task EqualServers_GetTheSameWithinATenth(RoutingStrategy strategy, int calls) => Tries.MustPassOnceAsync(
        () => RunAsync(strategy, calls, callers: 24),
        counts => Assert.All(counts, count => Assert.InRange(count, calls / 3 * 0.9, calls / 3 * 1.1)));

    [Theory]
    [InlineData(RoutingStrategy.LeastBusy)]
    [InlineData(RoutingStrategy.LatencyBased)]
    public async Task SlowServerAmongThree_GetsFewerAndHoldsNobodyUp(RoutingStrategy strategy)
    {
        const int Calls = 1_500;
        const int Callers = 24;
        var (fast, slow) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));
        _servers[0].Script = Scripts.After(fast);
        _servers[1].Script = Scripts.After(fast);
        _servers[2].Script = Scripts.After(slow);

        // By their speed the slow one would have one of 21; even turns would give it 500, and take four times as long.
        var evenTurns = Calls / (double)Callers * ((fast * 2) + slow) / 3;
        await Tries.MustPassOnceAsync(
            async () =>
            {
                var began = Stopwatch.GetTimestamp();
                var counts = await RunAsync(strategy, Calls, Callers);
                var took = Stopwatch.GetElapsedTime(began);
                output.WriteLine($"took {took.TotalSeconds:0.0} s, even turns {evenTurns.TotalSeconds:0.0} s");
                return (Counts: counts, Took: took);
            },
            run =>
            {
                Assert.InRange(run.Counts[2], 1, Calls / 10);
                Assert.InRange(run.Counts[0], (Calls - run.Counts[2]) / 2 * 0.9, (Calls - run.Counts[2]) / 2 * 1.1);
                Assert.InRange(run.Took / evenTurns, 0, 0.75);
            });
    }

    private async Task<int[]> RunAsync(RoutingStrategy strategy, int calls, int callers)
    {
        // Of other numbers each time: what was learned of a server before must not count.
        _fleet.Set(
            new RoutingRules { Strategy = strategy },
            _servers.Select(server => ADeployment.Of(at: server.ApiBase, number: ++_number)).ToList());
        var before = _servers.Select(server => server.Requests.Count).ToArray();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) <= calls)
            {
                using var answer = await _fleet.Client.ChatAsync();
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        }));

        var counts = _servers.Select((server, index) => server.Requests.Count - before[index]).ToArray();
        output.WriteLine($"{strategy}: {string.Join(", ", counts)}");
        Assert.Equal(calls, counts.Sum());
        return counts;
    }
}
