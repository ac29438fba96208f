using System.Net;
using AkashChat.Api.Tests.Gateway;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Upstream;
using Xunit.Abstractions;

namespace AkashChat.Api.Tests.Operations;

/// <summary>Two processes share a parallel limit, and the one that holds most of it is killed (SIGKILL): its places stay taken while its leases run, and are back within one lease.</summary>
[Collection(HeavyTests.Name)]
public sealed class KilledHolderTests(ITestOutputHelper output)
{
    private const int Limit = 5;
    private const int HeldByTheKilled = 3;
    private const int HeldByTheOther = Limit - HeldByTheKilled;

    // As RedisLimitStore has it.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    // What Redis' clock and ours may differ by.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task PlacesOfAKilledProcess_AreBackWithinALeaseAndNeverGivenOutTwice()
    {
        var (gate, crowd) = (new Gate(), new Crowd());
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = crowd.Count(exchange => exchange.PassAsync(gate), Scripts.AsAsked());
        await using var pair = await ProcessPair.StartAsync(upstream, new Dictionary<string, string>
        {
            ["LITELLM_MAX_PARALLEL_REQUESTS"] = $"{Limit}",
            ["AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE"] = "100000",
        });
        var key = await pair.First.NewKeyAsync();
        using var killed = pair.First.ClientWithKey(key).WithoutRetries();
        using var other = pair.Second.ClientWithKey(key).WithoutRetries();
        var lost = Enumerable.Range(0, HeldByTheKilled).Select(number => killed.ChatAsync(number % 2 == 0 ? LimitCalls.Chat : StreamCalls.Body)).ToArray();
        var held = Enumerable.Range(0, HeldByTheOther).Select(_ => other.ChatAsync()).ToList();
        await gate.WaitForArrivalsAsync(Limit);
        await MustBeRefusedAsync(other);

        await pair.First.KillAsync();
        var killedAt = TimeProvider.System.GetTimestamp();
        await upstream.WaitForRunningRequestsAsync(HeldByTheOther);
        await MustBeRefusedAsync(other);
        for (var place = 1; place <= HeldByTheKilled; place++)
        {
            var arrival = gate.WaitForArrivalsAsync(Limit + place, Patience);
            held.Add(await HoldAsync(other, arrival, killedAt));
        }

        output.WriteLine($"All places are back {TimeProvider.System.GetElapsedTime(killedAt).TotalSeconds:0.0} s after the kill.");
        await MustBeRefusedAsync(other);
        Assert.Equal((Limit, Limit), (crowd.Most, upstream.RunningRequests));
        gate.Open();
        Assert.All(await Task.WhenAll(held), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        foreach (var call in lost)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        }
    }

    /// <summary>Calls again and again until a call is held by the model server instead of refused.</summary>
    private static async Task<Task<HttpResponseMessage>> HoldAsync(HttpClient client, Task arrival, long killedAt)
    {
        while (true)
        {
            // When it is sent, not when it is answered: the machine may take its time in between.
            var waited = TimeProvider.System.GetElapsedTime(killedAt);
            var call = client.ChatAsync();
            await Task.WhenAny(call, arrival);
            if (!call.IsCompleted)
            {
                await arrival;
                return call;
            }

            using var refusal = await call;
            await refusal.MustBeOpenAiErrorAsync(429, "gateway.parallel_limit");
            Assert.True(waited < Lease + Margin, $"A place of the killed process is not back {waited.TotalSeconds:0.0} s after the kill.");
            await Task.Delay(BetweenTries);
        }
    }

    private static async Task MustBeRefusedAsync(HttpClient client)
    {
        using var refusal = await client.ChatAsync();
        await refusal.MustBeOpenAiErrorAsync(429, "gateway.parallel_limit");
    }
}
