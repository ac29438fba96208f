using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Limits of an hour and more show the same after a restart, whatever callers called the model and whatever its server told.</summary>
public sealed class RestartedLimitTests
{
    private const string Sections = """
        router_settings:
          model_group_alias: { other-name: scripted }
        litellm_settings:
          cache: true
        akashchat_settings:
          cache_price_share: 0.5
          limits:
            - { for: key, requests: 1000, tokens: 1000000, budget: 1000, per: 1d }
            - { for: user, model: scripted, requests: 1000, tokens: 1000000, per: 1h }
            - { for: user, model: wild/*, requests: 1000, tokens: 1000000, per: 1mo }
            - { for: team, model: wild/special-*, tokens: 1000000, per: 1d, window: rolling }
            - { for: model, requests: 1000, tokens: 1000000, per: 1w }
            - { for: service, model: scripted, tokens: 1000000, budget: 1000, per: 1d, window: rolling }
        """;

    private static readonly string[] Models = ["scripted", "other-name", "gpu-1", "wild/a", "wild/b", "wild/special-a"];

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Limits_ShowTheSameAfterARestart(TestDatabase database)
    {
        var folder = Directory.CreateTempSubdirectory("akashchat-restart-").FullName;
        var setting = await database.CreateAsync(folder);
        var clock = new FakeTimeProvider(new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddHours(10));
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var first = await StartAsync(upstream, setting, clock);
        var key = await first.ClaimKeyAsync();
        using var client = first.ClientWithKey(key);
        foreach (var model in Models)
        {
            await CallAsync(upstream, client, model);
        }

        await LeaveAsync(upstream, client, "other-name");
        var before = await UsedAsync(client);
        var records = await first.StopAndReadUsageAsync();
        await using var second = await StartAsync(upstream, setting, clock);
        using var again = second.ClientWithKey(key);

        Assert.Equal(before, await UsedAsync(again));
        Assert.Equal(
            [("scripted", null), ("scripted", "gpu-1"), ("scripted", "other-name"), ("wild/a", null), ("wild/b", null), ("wild/special-a", null)],
            records.Select(record => (record.Model, record.AskedModel)).Distinct().Order());
        Assert.Equal(Models.Length, records.Count(record => record is { Cached: true, CountedTokens: 0, PromptTokens: > 0 }));
        Assert.Equal(2 * Models.Length, records.Count(record => record is { Outcome: UsageOutcome.Completed, CountedTokens: > 0, PromptTokens: null }));
        Assert.Single(records, record => record is { Outcome: UsageOutcome.Aborted, CountedTokens: > 0 });
    }

    private static Task<TestHost> StartAsync(ScriptedUpstream upstream, KeyValuePair<string, string> setting, FakeTimeProvider clock) => TestHost.StartAsync(options =>
    {
        options.Clock = clock;
        options.Settings[setting.Key] = setting.Value;
        options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = "100";
        foreach (var (name, id) in new[] { ("scripted", "gpu-1"), ("scripted", "gpu-2"), ("wild/*", "gpu-3"), ("wild/special-*", "gpu-4") })
        {
            options.WithEntry($$"""
                  - model_name: "{{name}}"
                    litellm_params: { model: "openai/{{name}}", api_base: "{{upstream.ApiBase}}", api_key: k, input_cost_per_token: 1e-6, output_cost_per_token: 1e-5 }
                    model_info: { id: {{id}} }

                """);
        }

        options.WithSections(Sections);
    });

    /// <summary>A call whose usage is reported, the same once more, and two whose usage is not.</summary>
    private static async Task CallAsync(ScriptedUpstream upstream, HttpClient client, string model)
    {
        var plain = $$"""{"model":"{{model}}","messages":[{"role":"user","content":"To {{model}}"}]}""";
        foreach (var _ in new[] { 1, 2 })
        {
            upstream.Script = Scripts.AsAsked();
            using var response = await client.ChatAsync(plain);
            Assert.True(response.IsSuccessStatusCode);
            await response.Content.ReadAsByteArrayAsync();
        }

        var untold = new[]
        {
            (Body: """{"object":"scripted","padding":"some text of an answer"}""", Type: "application/json", Stream: "false"),
            (Body: $"data: {Answers.ChatChunk("scripted", """{"content":"a"}""")}\n\ndata: [DONE]\n\n", Type: "text/event-stream", Stream: "true"),
        };
        foreach (var (body, type, stream) in untold)
        {
            upstream.Script = Scripts.Raw(Encoding.UTF8.GetBytes(body), contentType: type);
            using var response = await client.ChatAsync($$"""{"model":"{{model}}","stream":{{stream}},"messages":[{"role":"user","content":"Untold {{model}}"}]}""");
            Assert.True(response.IsSuccessStatusCode);
            await response.Content.ReadAsByteArrayAsync();
        }
    }

    private static async Task LeaveAsync(ScriptedUpstream upstream, HttpClient client, string model)
    {
        upstream.Script = Scripts.Hang();
        using var leave = new CancellationTokenSource();
        var arrived = upstream.Requests.Count + 1;
        var sent = StreamCalls.SendAsync(client, $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Never mind"}]}""", leave.Token);
        await upstream.WaitForRequestsAsync(arrived);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        while (await ParallelRequestsAsync(client) > 0)
        {
            // Its end comes a moment after its caller has left.
        }
    }

    private static async Task<int> ParallelRequestsAsync(HttpClient client)
    {
        using var response = await client.GetPathAsync("v1/key");
        return (await response.ReadJsonAsync()).GetProperty("limits").GetProperty("parallel_requests").GetProperty("used").GetInt32();
    }

    /// <summary>Every limit of every model, with what is used.</summary>
    private static async Task<List<string>> UsedAsync(HttpClient client)
    {
        var used = new List<string>();
        foreach (var model in Models)
        {
            var told = await Explained.AskAsync(client, $$"""{"model":"{{model}}","messages":[],"max_tokens":1}""");
            used.AddRange(told.Limits.Select(limit => $"{model}: {limit.GetRawText()}"));
        }

        return used;
    }
}
