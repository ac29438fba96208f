using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Two instances with one Redis admit together what one would.</summary>
[Collection(HeavyTests.Name)]
public sealed class SharedLimitTests
{
    private const int Calls = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // 900 tokens of the answer, and between 1 and 75 of the prompt: twelve fit into 11,700 tokens, or into as many µUSD.
    private const string Call = """{"model":"scripted","max_tokens":900,"messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [InlineData("LITELLM_MAX_PARALLEL_REQUESTS", "7", 7, "gateway.parallel_limit")]
    [InlineData("AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE", "13", 13, "gateway.request_limit")]
    [InlineData("AKASHCHAT_PERMISSIONLESS_TOKENS_PER_MINUTE", "11700", 12, "gateway.token_limit")]
    [InlineData("AKASHCHAT_PERMISSIONLESS_BUDGET_USD", "0.0117", 12, "gateway.budget_limit")]
    public async Task TwoHundredCallersOfTwoInstances_GetExactlyTheLimit(string setting, string limit, int admitted, string error)
    {
        var gate = new Gate();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Slow(gate);
        await using var pair = await Pair.StartAsync(upstream, setting, limit);

        var calls = Enumerable.Range(0, Calls).Select(number => pair.Clients[number % 2].ChatAsync(Call)).ToArray();
        var refused = CountRefusalsAsync();
        await Task.WhenAny(refused, Task.Delay(Patience));
        Assert.True(refused.IsCompleted, $"{upstream.Requests.Count} of {Calls} calls came through, {calls.Count(call => call.IsCompleted)} are over. {pair.Warnings}");
        await refused;

        await gate.WaitForArrivalsAsync(admitted);
        Assert.Equal((admitted, admitted), (upstream.Requests.Count, upstream.RunningRequests));
        gate.Open();
        var answers = await Task.WhenAll(calls);
        Assert.Equal(admitted, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));

        async Task CountRefusalsAsync()
        {
            var count = 0;
            await foreach (var answered in Task.WhenEach(calls))
            {
                using var refusal = await answered;
                await refusal.MustBeOpenAiErrorAsync(429, error);
                if (++count == Calls - admitted)
                {
                    return;
                }
            }
        }
    }

    [Fact]
    public async Task CallersWhoComeAgainAndAgain_AreNeverMoreAtTheServerThanTheLimit()
    {
        const int Limit = 5;
        const int Rounds = 10;
        var (crowd, served) = (new Crowd(), 0);
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = crowd.Count(exchange => Task.Delay(TimeSpan.FromMilliseconds(5), exchange.Ended), Scripts.AsAsked());
        await using var pair = await Pair.StartAsync(upstream, "LITELLM_MAX_PARALLEL_REQUESTS", "5");

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                using var answer = await pair.Clients[(number + round) % 2].ChatAsync(round % 2 == 0 ? Call : StreamCalls.Body);
                Interlocked.Add(ref served, answer.StatusCode == HttpStatusCode.OK ? 1 : 0);
            }
        }));

        Assert.InRange(crowd.Most, 1, Limit);
        Assert.Equal(upstream.Requests.Count, served);

        // All places are back.
        using var last = await pair.Clients[0].ChatAsync(Call);
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
    }

    /// <summary>Two instances with the same database, Redis and clock, and a client of one key at each.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        private readonly List<TestHost> _hosts = [];

        public List<HttpClient> Clients { get; } = [];

        /// <summary>What the instances complained of.</summary>
        public string Warnings => string.Join('\n', _hosts.SelectMany(host => host.Log.Lines).Where(line => line.Contains("Warning", StringComparison.Ordinal)));

        public static async Task<Pair> StartAsync(ScriptedUpstream upstream, string setting, string limit)
        {
            var redis = await RedisServer.SharedAsync();
            var (name, address) = await TestDatabase.Postgres.CreateAsync(string.Empty);
            var clock = new FakeTimeProvider(AMoment.Now);
            var pair = new Pair();
            for (var number = 0; number < 2; number++)
            {
                pair._hosts.Add(await TestHost.StartAsync(options =>
                {
                    options.WithModel("scripted", upstream, price: "0.000001").WithPatientRedis(redis);
                    options.Clock = clock;
                    options.Settings[name] = address;
                    options.Settings[setting] = limit;
                }));
            }

            var key = await pair._hosts[0].ClaimKeyAsync();
            pair.Clients.AddRange(pair._hosts.Select(host => host.ClientWithKey(key).WithoutRetries()));
            return pair;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in Clients)
            {
                client.Dispose();
            }

            foreach (var host in _hosts)
            {
                await host.DisposeAsync();
            }
        }
    }
}
