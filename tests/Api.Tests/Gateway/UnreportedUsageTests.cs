using System.Globalization;
using System.Net;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Usage;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Calls that end without a word of the model server on what they used.</summary>
public sealed class UnreportedUsageTests
{
    // A token for every four bytes of the messages; each costs 0.001 USD.
    private static readonly long Prompt = """[{"role":"user","content":"Hi"}]""".Length / 4;

    [Fact]
    public async Task CallerWhoLeavesAStream_HasUsedATokenForEachEventThatCame()
    {
        var ended = new EndedCalls();
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream, SettingNames.PermissionlessTokensPerMinute, Prompt + 3, ended);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        await HangUpAsync(upstream, client, afterEvents: 3);
        await ended.Tally.WaitForAtLeastAsync(1);
        using var next = await client.ChatAsync();

        await next.MustBeOpenAiErrorAsync(429, "gateway.token_limit");
        Assert.Equal(Prompt + 3, await UsedAsync(client, "tokens_per_minute"));
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task CallerWhoLeavesStreams_SpendsTheBudget()
    {
        var ended = new EndedCalls();
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream, SettingNames.PermissionlessBudgetUsd, 0.02m, ended);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        for (var call = 1; call <= 2; call++)
        {
            await HangUpAsync(upstream, client, afterEvents: 3);
            await ended.Tally.WaitForAtLeastAsync(call);
        }

        using var next = await client.ChatAsync();

        var cost = (Prompt + 3) * 1000;
        await next.MustBeOpenAiErrorAsync(429, "gateway.budget_limit");
        Assert.Equal(2 * cost, await UsedAsync(client, "budget_micro_usd"));
        Assert.All(ended.Records, record => Assert.Equal(
            (UsageOutcome.Aborted, null, null, cost), (record.Outcome, record.PromptTokens, record.CompletionTokens, record.CostMicroUsd)));
    }

    [Fact]
    public async Task StreamThatIsCut_HasUsedATokenForEachEventThatCame()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.CutStream(2);
        await using var host = await StartAsync(upstream, SettingNames.PermissionlessTokensPerMinute, Prompt + 2);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var cut = await client.ChatAsync(StreamCalls.Body);
        using var next = await client.ChatAsync();

        Assert.Equal(HttpStatusCode.OK, cut.StatusCode);
        await next.MustBeOpenAiErrorAsync(429, "gateway.token_limit");
        Assert.Equal(Prompt + 2, await UsedAsync(client, "tokens_per_minute"));
        var record = Assert.Single(await host.StopAndReadUsageAsync());
        Assert.Equal((UsageOutcome.Partial, null, null), (record.Outcome, record.PromptTokens, record.CompletionTokens));
        Assert.Equal((Prompt + 2) * 1000, record.CostMicroUsd);
    }

    [Fact]
    public async Task StreamOfAServerThatNeverReports_IsCountedByItsEventsWithContent()
    {
        var content = Encoding.UTF8.GetBytes($"data: {Answers.ChatChunk("scripted", """{"content":"a"}""")}\n\n");
        var contentWithNull = Encoding.UTF8.GetBytes($"data: {Answers.ChatChunk("scripted", """{"content":"b"}""", withUsage: true)}\n\n");
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.RawStream(
            ": wait\n\n"u8.ToArray(), content, contentWithNull, "data: {\"choices\":[],\"usage\":null}\n\n"u8.ToArray(), "data: [DONE]\n\n"u8.ToArray());
        await using var host = await StartAsync(upstream, SettingNames.PermissionlessTokensPerMinute, 1000);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.ChatAsync(StreamCalls.Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Prompt + 2, await UsedAsync(client, "tokens_per_minute"));
    }

    [Theory]
    [InlineData("v1/chat/completions", true)]
    [InlineData("v1/embeddings", false)]
    public async Task PlainAnswerOfAServerThatNeverReports_IsCountedByItsLengthIfItIsText(string path, bool isText)
    {
        var answer = Encoding.UTF8.GetBytes($$"""{"object":"scripted","padding":"{{new string('x', 400)}}"}""");
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Raw(answer);
        await using var host = await StartAsync(upstream, SettingNames.PermissionlessTokensPerMinute, 1000);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync(path, LimitCalls.Chat);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Prompt + (isText ? answer.Length / 4 : 0), await UsedAsync(client, "tokens_per_minute"));
    }

    [Theory]
    [InlineData(nameof(Scripts.ServerError), LimitCalls.Chat)]
    [InlineData(nameof(Scripts.BadRequest), LimitCalls.Chat)]
    [InlineData(nameof(Scripts.HalfJson), LimitCalls.Chat)]
    [InlineData(nameof(Scripts.CutStream), StreamCalls.Body)]
    [InlineData(nameof(Scripts.ErrorInStream), StreamCalls.Body)]
    public async Task CallThatFailsBeforeAnythingIsDelivered_HasUsedNothing(string script, string call)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = script switch
        {
            nameof(Scripts.ServerError) => Scripts.ServerError(),
            nameof(Scripts.BadRequest) => Scripts.BadRequest(),
            nameof(Scripts.HalfJson) => Scripts.HalfJson(),
            nameof(Scripts.CutStream) => Scripts.CutStream(0),
            _ => Scripts.ErrorInStream(0),
        };
        await using var host = await StartAsync(upstream, SettingNames.PermissionlessTokensPerMinute, 1000);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync()).WithoutRetries();

        using var response = await client.ChatAsync(call);

        Assert.False(response.IsSuccessStatusCode);
        Assert.Equal(0, await UsedAsync(client, "tokens_per_minute"));
        Assert.Null(Assert.Single(await host.StopAndReadUsageAsync()).CostMicroUsd);
    }

    private static Task<TestHost> StartAsync(ScriptedUpstream upstream, string setting, decimal value, EndedCalls? ended = null) =>
        TestHost.StartAsync(options =>
        {
            options.WithModel("scripted", upstream, price: "1e-3");
            options.Settings[setting] = value.ToString(CultureInfo.InvariantCulture);
            options.Configure = ended is null ? null : builder => builder.Services.AddSingleton<IUsageSink>(ended);
        });

    /// <summary>Reads so many events of a stream that has more, then leaves.</summary>
    private static async Task HangUpAsync(ScriptedUpstream upstream, HttpClient client, int afterEvents)
    {
        var gate = new Gate();
        gate.Release(afterEvents - 1);
        upstream.Script = Scripts.Streamed(afterEvents + 1, gate);
        using var response = await StreamCalls.SendAsync(client, StreamCalls.Body);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        for (var number = 0; number < afterEvents; number++)
        {
            Assert.Contains($"word{number}", await StreamCalls.ReadEventAsync(reader), StringComparison.Ordinal);
        }
    }

    private static async Task<long> UsedAsync(HttpClient client, string limit)
    {
        using var response = await client.GetPathAsync("v1/key");
        return (await response.ReadJsonAsync()).GetProperty("limits").GetProperty(limit).GetProperty("used").GetInt64();
    }
}
