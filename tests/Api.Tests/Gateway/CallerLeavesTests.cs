using System.Collections.Concurrent;
using System.Diagnostics;
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

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

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
    public async Task ManyCallersWhoLeave_AreHeardOfWithinASecondAndNothingIsLeft(string path, bool streamed)
    {
        var route = GatewayRoute.All.Single(known => known.Path == path);
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var left = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var heard = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = UntilTheCallerLeaves(heard);
        await using var fleet = await Fleet.StartAsync(realTime: true, options => options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = "10000");
        fleet.Set(RoutingRules.Default, ADeployment.Of(at: upstream.ApiBase, number: 1), ADeployment.Of(at: upstream.ApiBase, number: 2));

        // Some leave before the server has heard of them, some while they wait, and with streams some after parts have come.
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)).Select(
            caller => CallAndLeaveAsync(fleet.Client, route, streamed, caller, TimeSpan.FromMilliseconds(random.Next(800)), left)));
        await upstream.WaitForRunningRequestsAsync(0, Second);

        var waits = heard.Select(pair => Stopwatch.GetElapsedTime(left[pair.Key], pair.Value)).ToList();
        output.WriteLine($"{waits.Count} reached the server; the last was heard of after {waits.Max().TotalMilliseconds:0} ms");
        Assert.Equal((Callers, upstream.Requests.Count), (left.Count, upstream.Aborts));
        Assert.InRange(waits.Count, Callers / 10, Callers);
        Assert.InRange(waits.Max(), TimeSpan.MinValue, Second);
        await fleet.Ended.Tally.WaitForAtLeastAsync(upstream.Requests.Count);
        Assert.InRange(fleet.Ended.Records.Count, upstream.Requests.Count, Callers);
        Assert.All(fleet.Ended.Records, record => Assert.Equal((UsageOutcome.Aborted, 499), (record.Outcome, record.Status)));
        await AssertNothingIsOpenAsync(fleet);

        upstream.Script = Scripts.AsAsked();
        var records = fleet.Ended.Records.Count;
        using var next = await fleet.Client.ChatAsync();
        Assert.True(next.IsSuccessStatusCode);
        await fleet.Ended.Tally.WaitForAtLeastAsync(records + 1);
        Assert.Equal(records + 1, fleet.Ended.Records.Count);
    }

    private static async Task CallAndLeaveAsync(
        HttpClient client, GatewayRoute route, bool streamed, string caller, TimeSpan after, ConcurrentDictionary<string, long> left)
    {
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/{route.Path}") { Content = route.TakesForm ? Form(streamed, caller) : JsonOf(streamed, caller) };
        await using var leaving = leave.Token.Register(() => left[caller] = Stopwatch.GetTimestamp());
        leave.CancelAfter(after);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
            await response.Content.CopyToAsync(Stream.Null, leave.Token);
        });
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

    /// <summary>Events without end for a stream, nothing for a plain call; notes when it hears that the caller is gone.</summary>
    private static Script UntilTheCallerLeaves(ConcurrentDictionary<string, long> heard) => async exchange =>
    {
        var caller = exchange.Request.Field("user") is { } user ? user.GetString()! : exchange.Request.FormField("user")!;
        await using var hearing = exchange.Ended.Register(() => heard[caller] = Stopwatch.GetTimestamp());
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
    };

    /// <summary>Those that no server heard of may still be on their way out; a second is theirs as well.</summary>
    private static async Task AssertNothingIsOpenAsync(Fleet fleet)
    {
        var startedAt = Stopwatch.GetTimestamp();
        (int AtServers, int OfKey) open;
        do
        {
            open = (fleet.OpenRequests(), await ParallelRequestsAsync(fleet.Client));
        }
        while (open != (0, 0) && Stopwatch.GetElapsedTime(startedAt) < Second);

        Assert.Equal((0, 0), open);
    }

    private static async Task<int> ParallelRequestsAsync(HttpClient client)
    {
        using var response = await client.GetPathAsync("v1/key");
        using var key = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return key.RootElement.GetProperty("limits").GetProperty("parallel_requests").GetProperty("used").GetInt32();
    }
}
