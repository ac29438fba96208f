using System.Net;
using System.Text.RegularExpressions;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using AkashChat.TestKit.Upstream;
using StackExchange.Redis;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>A call waits for Redis once: its limits are decided and its estimate is noted in one step.</summary>
public sealed partial class RedisRoundTripTests
{
    private const string Call = """{"model":"scripted","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task ACall_IsAdmittedAndNotedInOneCommand_AndSettledAndBookedInOneEach()
    {
        var gate = new Gate();
        await using var redis = await RedisServer.StartNewAsync();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Slow(gate);
        await using var host = await TestHost.StartAsync(options =>
        {
            options.WithModel("scripted", upstream, price: "0.000001").WithPatientRedis(redis);
            options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = "7";
            options.Settings["AKASHCHAT_PERMISSIONLESS_BUDGET_USD"] = "1";
        });
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        // The first call also asks for what was used before.
        gate.Release();
        using var first = await client.ChatAsync(Call);
        await using var monitor = await RedisMonitor.StartAsync(redis);

        var calling = client.ChatAsync(Call);
        await gate.WaitForArrivalsAsync(2);
        await monitor.CatchUpAsync();
        var admitting = Assert.Single(monitor.Commands, command => Admits().IsMatch(command));
        var id = Admits().Match(admitting).Groups[1].Value;
        Assert.Single(monitor.Commands, command => command.Contains(id, StringComparison.Ordinal));

        gate.Open();
        using var answer = await calling;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var all = await monitor.WaitForAsync(id, 3);
        Assert.Single(all, command => command.Contains("usage:stream", StringComparison.Ordinal));
        Assert.Equal(2, all.Count(command => command.Contains("limits:open:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task KeptAnswer_IsBookedUnderTheNameOfItsNote_AndLeavesNone()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.WithModel("scripted", upstream).WithPatientRedis(redis).WithSections("litellm_settings:\n  cache: true\n");
            options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = "7";
        });
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var first = await client.ChatAsync(Call);
        await Explained.WaitUntilKeptAsync(client, Call);
        await using var monitor = await RedisMonitor.StartAsync(redis);
        using var kept = await client.ChatAsync(Call);
        Assert.Equal((HttpStatusCode.OK, "hit"), (kept.StatusCode, Assert.Single(kept.Headers.GetValues("x-akashchat-cache"))));

        await monitor.CatchUpAsync();
        var id = Admits().Match(Assert.Single(monitor.Commands, command => Admits().IsMatch(command))).Groups[1].Value;
        await monitor.WaitForAsync(id, 3);
        Assert.Equal([false, true], (await host.StopAndReadUsageAsync()).Select(record => record.Cached).Order());
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        Assert.Empty(connection.GetServers()[0].Keys(pattern: "*usage:open:*"));
    }

    [GeneratedRegex("limits:open:([0-9a-f]{32}).*usage:open:")]
    private static partial Regex Admits();
}
