using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Usage;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Callers who leave before the answer's first byte pay for the prompt, once a model server got it.</summary>
public sealed class LeftEarlyTests
{
    // What the price of a token is in µUSD.
    private const long Price = 1000;

    // A token for every four bytes of the messages.
    private static readonly long Prompt = """[{"role":"user","content":"Hi"}]""".Length / 4;

    [Theory]
    [InlineData(LimitCalls.Chat)]
    [InlineData(StreamCalls.Body)]
    public async Task CallerWhoLeavesBeforeTheFirstByte_PaysForThePrompt(string call)
    {
        var ended = new EndedCalls();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Hang();
        await using var host = await StartAsync(ended, options => options.WithModel("scripted", upstream, price: "1e-3"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        await LeaveAsync(client, call, () => upstream.WaitForRequestsAsync(1));
        await ended.Tally.WaitForAtLeastAsync(1);

        await AssertPaidAsync(client, ended);
    }

    [Fact]
    public async Task CallerWhoLeavesWhileASecondServerIsAsked_PaysItsPrice()
    {
        var ended = new EndedCalls();
        await using var failing = await ScriptedUpstream.StartAsync();
        await using var hanging = await ScriptedUpstream.StartAsync();
        failing.Script = Scripts.ServerError();
        hanging.Script = Scripts.Hang();
        await using var host = await StartAsync(ended, options => options
            .WithModel("scripted", failing, price: "5e-3").WithModel("other", hanging, price: "1e-3")
            .WithSections("router_settings:\n  fallbacks: [{scripted: [other]}]\n"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync()).WithoutRetries();

        await LeaveAsync(client, LimitCalls.Chat, () => hanging.WaitForRequestsAsync(1));
        await ended.Tally.WaitForAtLeastAsync(1);

        await AssertPaidAsync(client, ended);
    }

    [Fact]
    public async Task CallerWhoLeavesWhileTheServerIsBeingReached_PaysNothing()
    {
        var ended = new EndedCalls();

        await using var full = await FullServer.StartAsync();
        await using var host = await StartAsync(ended, options => options.WithEntry(full.EntryOf("scripted")));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        await LeaveAsync(client, LimitCalls.Chat, () => ended.Begun.WaitForAtLeastAsync(1));
        await ended.Tally.WaitForAtLeastAsync(1);

        await AssertFreeAsync(client, ended);
    }

    [Fact]
    public async Task CallerWhoLeavesAfterAServerFailed_BeforeAnotherIsReached_PaysNothing()
    {
        var ended = new EndedCalls();
        await using var failing = await ScriptedUpstream.StartAsync();
        failing.Script = Scripts.ServerError();
        await using var full = await FullServer.StartAsync();
        await using var host = await StartAsync(ended, options => options
            .WithModel("scripted", failing, price: "5e-3").WithEntry(full.EntryOf("other"))
            .WithSections("router_settings:\n  fallbacks: [{scripted: [other]}]\n"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync()).WithoutRetries();

        await LeaveAsync(client, LimitCalls.Chat, () => host.Log.WaitForAsync("failed a call of chat/completions"));
        await ended.Tally.WaitForAtLeastAsync(1);

        await AssertFreeAsync(client, ended);
    }

    private static Task<TestHost> StartAsync(EndedCalls ended, Action<TestHostOptions> choose) => TestHost.StartAsync(options =>
    {
        choose(options);
        options.Settings[SettingNames.PermissionlessTokensPerMinute] = 100_000.ToString(CultureInfo.InvariantCulture);
        options.Settings[SettingNames.PermissionlessBudgetUsd] = 1_000.ToString(CultureInfo.InvariantCulture);
        options.Configure = builder => builder.Services.AddSingleton<IUsageSink>(ended);
    });

    private static async Task LeaveAsync(HttpClient client, string call, Func<Task> when)
    {
        using var leave = new CancellationTokenSource();
        var sent = StreamCalls.SendAsync(client, call, leave.Token);
        await when();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
    }

    private static async Task AssertPaidAsync(HttpClient client, EndedCalls ended)
    {
        var record = Assert.Single(ended.Records);
        Assert.Equal(
            (UsageOutcome.Aborted, 499, null, null, Prompt * Price),
            (record.Outcome, record.Status, record.PromptTokens, record.CompletionTokens, record.CostMicroUsd));
        Assert.Equal((Prompt, Prompt * Price), (await UsedAsync(client, "tokens_per_minute"), await UsedAsync(client, "budget_micro_usd")));
    }

    private static async Task AssertFreeAsync(HttpClient client, EndedCalls ended)
    {
        var record = Assert.Single(ended.Records);
        Assert.Equal((UsageOutcome.Aborted, null, 0), (record.Outcome, record.CostMicroUsd, record.CountedTokens));
        Assert.Equal((0, 0), (await UsedAsync(client, "tokens_per_minute"), await UsedAsync(client, "budget_micro_usd")));
    }

    private static async Task<long> UsedAsync(HttpClient client, string limit)
    {
        using var response = await client.GetPathAsync("v1/key");
        return (await response.ReadJsonAsync()).GetProperty("limits").GetProperty(limit).GetProperty("used").GetInt64();
    }

    /// <summary>A server whose backlog is full: the system answers no further attempt to connect.</summary>
    private sealed class FullServer : IAsyncDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly TcpClient[] _clients = [new(), new()];

        public static async Task<FullServer> StartAsync()
        {
            var server = new FullServer();
            server._listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            server._listener.Listen(1);
            foreach (var client in server._clients)
            {
                await client.ConnectAsync((IPEndPoint)server._listener.LocalEndPoint!);
            }

            return server;
        }

        public string EntryOf(string model) => $$"""
              - model_name: {{model}}
                litellm_params: { model: openai/{{model}}, api_base: "http://{{_listener.LocalEndPoint}}/v1", input_cost_per_token: 1e-3, output_cost_per_token: 1e-3 }

            """;

        public ValueTask DisposeAsync()
        {
            foreach (var client in _clients)
            {
                client.Dispose();
            }

            _listener.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
