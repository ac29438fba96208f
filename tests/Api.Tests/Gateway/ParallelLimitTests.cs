using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Usage;
using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway;

public sealed class ParallelLimitTests
{
    private const int Limit = 7;

    /// <summary>Every way in which a model server can let a call down.</summary>
    public static TheoryData<string> Faults() => [.. Scripted.Keys];

    private static readonly Dictionary<string, Script> Scripted = new(StringComparer.Ordinal)
    {
        ["500"] = Scripts.ServerError(),
        ["429"] = Scripts.RateLimited(),
        ["401"] = Scripts.Unauthorized(),
        ["400"] = Scripts.BadRequest(),
        ["no answer"] = Scripts.NoAnswer(),
        ["short body"] = Scripts.ShortBody(),
        ["half JSON"] = Scripts.HalfJson(),
        ["error inside 200"] = Scripts.ErrorInside200(),
        ["cut stream"] = Scripts.CutStream(),
        ["error in stream"] = Scripts.ErrorInStream(),
        ["stream without end"] = Scripts.StreamedWithoutDone(),
        ["large answer"] = Scripts.Huge(300_000),
    };

    [Theory]
    [InlineData(LimitCalls.Chat)]
    [InlineData(StreamCalls.Body)]
    public async Task BurstOfAHundred_NeverHasMoreThanTheLimitAtTheUpstream(string call)
    {
        const int Calls = 100;
        var gate = new Gate();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Slow(gate);
        await using var host = await StartAsync(upstream);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        for (var round = 1; round <= 2; round++)
        {
            var calls = Enumerable.Range(0, Calls).Select(_ => client.ChatAsync(call)).ToArray();
            var refused = 0;
            await foreach (var answered in Task.WhenEach(calls))
            {
                using var refusal = await answered;
                await refusal.MustBeOpenAiErrorAsync(429, "gateway.parallel_limit");
                Assert.Equal(TimeSpan.FromSeconds(1), refusal.Headers.RetryAfter?.Delta);
                if (++refused == Calls - Limit)
                {
                    break;
                }
            }

            await gate.WaitForArrivalsAsync(round * Limit);
            Assert.Equal((round * Limit, Limit), (upstream.Requests.Count, upstream.RunningRequests));
            gate.Release(Limit);
            var statuses = (await Task.WhenAll(calls)).Select(response => response.StatusCode).ToList();
            Assert.Equal(Limit, statuses.Count(status => status == HttpStatusCode.OK));
            await upstream.WaitForRunningRequestsAsync(0);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task CallThatTheServerLetsDown_GivesItsPlaceBack(string fault)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripted[fault];
        await using var host = await StartAsync(upstream, limit: 1);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync()).WithoutRetries();

        for (var number = 1; number <= 3; number++)
        {
            // A server that failed is left alone for a while.
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            using var response = await client.ChatAsync(fault.Contains("stream", StringComparison.Ordinal) ? StreamCalls.Body : LimitCalls.Chat);
            Assert.DoesNotContain("parallel_limit", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(3, upstream.Requests.Count);
    }

    [Fact]
    public async Task CallThatTakesTooLong_GivesItsPlaceBack()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Enqueue(Scripts.Hang());
        await using var host = await TestHost.StartAsync(options =>
        {
            options.WithModel("scripted", upstream, timeoutSeconds: 30);
            options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = "1";
        });
        using var client = host.ClientWithKey(await host.ClaimKeyAsync()).WithoutRetries();
        var hanging = client.ChatAsync();
        await upstream.WaitForRequestsAsync(1);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        using var late = await hanging;

        using var next = await client.ChatAsync();

        await late.MustBeOpenAiErrorAsync(504, "gateway.upstream_timeout");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory]
    [InlineData(LimitCalls.Chat)]
    [InlineData(StreamCalls.Body)]
    public async Task CallsWhoseCallersLeave_GiveTheirPlacesBack(string call)
    {
        var ended = new EndedCalls();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Hang();
        await using var host = await StartAsync(upstream, configure: services => services.AddSingleton<IUsageSink>(ended));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var leave = new CancellationTokenSource();
        var calls = Enumerable.Range(0, Limit).Select(_ => StreamCalls.SendAsync(client, call, leave.Token)).ToArray();
        await upstream.WaitForRequestsAsync(Limit);
        await leave.CancelAsync();
        await ended.Tally.WaitForAtLeastAsync(Limit);
        Assert.All(calls, gone => Assert.False(gone.IsCompletedSuccessfully));

        upstream.Script = Scripts.AsAsked();
        var next = await Task.WhenAll(Enumerable.Range(0, Limit).Select(_ => client.ChatAsync()));

        Assert.All(next, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
    }

    [Fact]
    public async Task CallThatFailsWithADefect_GivesItsPlaceBack()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream, limit: 1, services => services.AddSingleton<IUpstreamClient, DefectiveClient>());
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        for (var number = 1; number <= 3; number++)
        {
            using var response = await client.ChatAsync();
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }
    }

    [Fact]
    public async Task OneCallAfterTheOther_NeverMeetsALimitOfOne()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream, limit: 1);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        for (var number = 1; number <= 100; number++)
        {
            using var response = await client.ChatAsync(number % 2 == 0 ? LimitCalls.Chat : StreamCalls.Body);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static Task<TestHost> StartAsync(ScriptedUpstream upstream, int limit = Limit, Action<IServiceCollection>? configure = null) =>
        TestHost.StartAsync(options =>
        {
            options.WithModel("scripted", upstream);
            options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = limit.ToString(System.Globalization.CultureInfo.InvariantCulture);
            options.Configure = builder => configure?.Invoke(builder.Services);
        });

    private sealed class DefectiveClient : IUpstreamClient
    {
        public ValueTask<UpstreamAnswer> SendAsync(
            Deployment deployment, GatewayRoute route, UpstreamBody body, CancellationToken cancellationToken) =>
            throw new NotSupportedException("A defect.");
    }
}
