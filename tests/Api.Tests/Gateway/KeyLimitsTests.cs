using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>What holders are told of where their limits stand: of open requests, and of single models.</summary>
public sealed class KeyLimitsTests
{
    private const string Limits = """
        router_settings:
          model_group_alias: { other-name: scripted }
        akashchat_settings:
          limits:
            - { for: user, parallel: 3, requests: 10, per: 1h }
            - { for: user, model: scripted, requests: 5, per: 1d }
            - { for: model, parallel: 2 }
            - { for: key, model: "wild/*", tokens: 1000, per: 1m }
        """;

    [Fact]
    public async Task OpenRequests_AreToldWhileTheyAreOpen()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Hang();
        await using var host = await StartAsync(upstream);
        using var owner = host.NewClient(cookies: true);
        var key = await host.ClaimKeyAsync(owner);
        using var caller = host.ClientWithKey(key);
        using var left = new CancellationTokenSource();
        Task[] held = [LeaveAsync(), LeaveAsync()];
        await upstream.WaitForRequestsAsync(2);

        Assert.Equal(["key - 2 of 7", "user - 2 of 3", "model scripted 2 of 2"], (await LimitsAsync(owner, key)).Where(IsParallel).Select(Told).Where(told => !told.Contains(" 0 of", StringComparison.Ordinal)));
        using var inHand = await caller.GetPathAsync("v1/key");
        var own = (await inHand.ReadJsonAsync()).GetProperty("limits");
        Assert.Equal((7, 2, 5), (Number(own.GetProperty("parallel_requests"), "limit"), Number(own.GetProperty("parallel_requests"), "used"), Number(own.GetProperty("parallel_requests"), "left")));
        Assert.Contains("model scripted 2 of 2", own.GetProperty("all").EnumerateArray().Where(IsParallel).Select(Told));

        await left.CancelAsync();
        await Task.WhenAll(held);
        await upstream.WaitForRunningRequestsAsync(0);
        await host.StopAndReadUsageAsync();

        async Task LeaveAsync()
        {
            using var content = Json.Body(LimitCalls.Chat);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content, left.Token));
        }
    }

    [Fact]
    public async Task LimitsOfSingleModels_AreToldOfThoseThatTheKeyMayCall()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream);
        using var owner = host.NewClient(cookies: true);
        var key = await host.ClaimKeyAsync(owner);

        var all = (await LimitsAsync(owner, key)).Select(Told).ToList();
        await host.NarrowAsync(owner, key, """{"models":["other"]}""");
        var narrowed = (await LimitsAsync(owner, key)).Select(Told).ToList();
        await host.NarrowAsync(owner, key, """{"models":["other-name"]}""");
        var byAlias = (await LimitsAsync(owner, key)).Select(Told).ToList();

        string[] common = ["key - 0 of 7", "user - 0 of 3", "user - 0 of 10"];
        Assert.Equal([.. common, "model other 0 of 2", "user scripted 0 of 5", "model scripted 0 of 2", "key wild/* 0 of 1000"], all);
        Assert.Equal([.. common, "model other 0 of 2"], narrowed);
        Assert.Equal([.. common, "user scripted 0 of 5", "model scripted 0 of 2"], byAlias);
    }

    private static async Task<List<JsonElement>> LimitsAsync(HttpClient owner, string key)
    {
        using var response = await owner.GetPathAsync($"api/keys/{LimitCalls.IdOf(key)}/limits");
        return [.. (await response.ReadJsonAsync()).GetProperty("limits").EnumerateArray()];
    }

    private static bool IsParallel(JsonElement limit) => limit.GetProperty("measure").GetString() == "parallel";

    private static string Told(JsonElement limit) =>
        $"{limit.GetProperty("level").GetString()} {limit.GetProperty("model").GetString() ?? "-"} {Number(limit, "used")} of {Number(limit, "limit")}";

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static Task<TestHost> StartAsync(ScriptedUpstream upstream) => TestHost.StartAsync(options =>
    {
        options.WithModel("scripted", upstream).WithModel("other", upstream).WithModel("wild/*", upstream).WithSections(Limits);
        options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = "7";
    });
}
