using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Upstream;
using Xunit.Abstractions;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Callers who leave at any moment: the model server hears of each within a second, and nothing is left behind.</summary>
[Collection(HeavyTests.Name)]
public sealed class CallerLeavesTests(ITestOutputHelper output)
{
    private const int Callers = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static TheoryData<string, bool> Cases()
    {
        var cases = new TheoryData<string, bool>();
        foreach (var route in GatewayRoute.All)
        {
            cases.Add(route.Path, false);
            if (route.CanStream)
            {
                cases.Add(route.Path, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task ManyCallersWhoLeave_AreHeardOfWithinASecondAndNothingIsLeft(string path, bool streamed) => Tries.MustPassOnceAsync(
        () => LeaveAsync(GatewayRoute.All.Single(known => known.Path == path), streamed),
        longest => Assert.InRange(longest, TimeSpan.MinValue, TimeSpan.FromSeconds(1)));

    /// <summary>Many call and leave.</summary>
    /// <returns>How long the server did not hear of one at the most.</returns>
    private async Task<TimeSpan> LeaveAsync(GatewayRoute route, bool streamed)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var arrivals = Enumerable.Range(0, Callers).ToDictionary(
            number => number.ToString(CultureInfo.InvariantCulture), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var left = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var heard = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = UntilTheCallerLeaves(arrivals, heard);
        await using var fleet = await Fleet.StartAsync(realTime: true, options => options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = "10000");
        fleet.Set(RoutingRules.Default, ADeployment.Of(at: upstream.ApiBase, number: 1), ADeployment.Of(at: upstream.ApiBase, number: 2));

        // Some leave before the server has heard of them, some while they wait, and with streams some after parts have come;
        // and one in ten not before the server has the call, however slow all is.
        await Task.WhenAll(arrivals.Select((arrival, number) => CallAndLeaveAsync(
            fleet.Client, route, streamed, arrival.Key, number % 10 == 0 ? arrival.Value.Task : Task.Delay(random.Next(800)), left)));

        // What was on its way when its caller left may reach the server even now.
        await Wait.UntilAsync(
            () => upstream.RunningRequests == 0 && upstream.Aborts == upstream.Requests.Count, "The server has not heard that all calls were left.");

        var waits = heard.Select(pair => Stopwatch.GetElapsedTime(left[pair.Key], pair.Value)).ToList();
        output.WriteLine($"{waits.Count} reached the server; the last was heard of after {waits.Max().TotalMilliseconds:0} ms");
        Assert.InRange(waits.Count, Callers / 10, Callers);
        await fleet.Ended.Tally.WaitForAtLeastAsync(waits.Count);
        Assert.InRange(fleet.Ended.Records.Count, waits.Count, Callers);
        Assert.All(fleet.Ended.Records, record => Assert.Equal((UsageOutcome.Aborted, 499), (record.Outcome, record.Status)));
        await Wait.UntilAsync(async () => (fleet.OpenRequests(), await ParallelRequestsAsync(fleet.Client)) == (0, 0), "Places are not given back.");

        upstream.Script = Scripts.AsAsked();
        using var next = await fleet.Client.ChatAsync();
        Assert.True(next.IsSuccessStatusCode);
        await Wait.UntilAsync(() => fleet.Ended.Records.Any(IsCompleted), "The call that was answered left no record.");
        Assert.Single(fleet.Ended.Records, IsCompleted);
        return waits.Max();

        static bool IsCompleted(UsageRecord record) => record.Outcome == UsageOutcome.Completed;
    }

    private static async Task CallAndLeaveAsync(
        HttpClient client, GatewayRoute route, bool streamed, string caller, Task until, ConcurrentDictionary<string, long> left)
    {
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/{route.Path}") { Content = route.TakesForm ? Form(streamed, caller) : JsonOf(streamed, caller) };
        var call = Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
            await response.Content.CopyToAsync(Stream.Null, leave.Token);
        });
        await until.WaitAsync(Patience);
        left[caller] = Stopwatch.GetTimestamp();
        await leave.CancelAsync();
        await call;
    }

    private static StringContent JsonOf(bool streamed, string caller) =>
        Json.Body($$"""{"model":"scripted","user":"{{caller}}","stream":{{(streamed ? "true" : "false")}},"messages":[],"prompt":"x","input":"x","query":"x","documents":["x"]}""");

    private static MultipartFormDataContent Form(bool streamed, string caller) => new()
    {
        { new StringContent("scripted"), "model" },
        { new StringContent(caller), "user" },
        { new StringContent(streamed ? "true" : "false"), "stream" },
        { new ByteArrayContent(new byte[1_000]), "file", "a.wav" },
    };

    /// <summary>Events without end for a stream, nothing for a plain call; notes that the call has come, and when it hears that the caller is gone.</summary>
    private static Script UntilTheCallerLeaves(Dictionary<string, TaskCompletionSource> arrivals, ConcurrentDictionary<string, long> heard) => async exchange =>
    {
        var caller = exchange.Request.Field("user") is { } user ? user.GetString()! : exchange.Request.FormField("user")!;
        arrivals[caller].TrySetResult();
        try
        {
            if (!exchange.Request.WantsStream)
            {
                await Scripts.Hang()(exchange);
            }

            await exchange.BeginAsync(200, "text/event-stream");
            while (true)
            {
                await exchange.SendAsync($"data: {Answers.ChatChunk("scripted", """{"content":"word "}""")}\n\n");
                await Task.Delay(TimeSpan.FromMilliseconds(100), exchange.Ended);
            }
        }
        finally
        {
            heard[caller] = Stopwatch.GetTimestamp();
        }
    };

    private static async Task<int> ParallelRequestsAsync(HttpClient client)
    {
        using var response = await client.GetPathAsync("v1/key");
        using var key = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return key.RootElement.GetProperty("limits").GetProperty("parallel_requests").GetProperty("used").GetInt32();
    }
}
