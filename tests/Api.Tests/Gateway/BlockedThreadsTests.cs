using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Streams share the thread that hears of sockets: whatever may block must not block that one.</summary>
[Collection(HeavyTests.Name)]
public sealed class BlockedThreadsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public Task PagesThatBlock_DelayNoStream(TestDatabase kind) => WhileBlockedAsync(kind, async host =>
    {
        var browser = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(browser);
        return () => browser.GetAsync(new Uri("account", UriKind.Relative));
    });

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public Task CallsThatWaitForTheirKeysRecord_DelayNoStream(TestDatabase kind) => WhileBlockedAsync(kind, async host =>
    {
        var newcomer = host.ClientWithKey(await host.ClaimKeyAsync());
        return () => StreamCalls.SendAsync(newcomer, StreamCalls.Body);
    });

    private static async Task WhileBlockedAsync(TestDatabase kind, Func<TestHost, Task<Func<Task<HttpResponseMessage>>>> prepare)
    {
        var gate = new Gate();
        using var database = new BlockedDatabase();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Streamed(3, gate);
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = kind;
            options.Configure = builder => database.Install(builder.Services);
            options.WithModel("scripted", upstream);
        });
        var send = await prepare(host);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var stream = await StreamCalls.SendAsync(client, StreamCalls.Body);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        await StreamCalls.ReadEventAsync(reader);

        database.Close();
        var blocked = send();
        await database.WaitForReadersAsync(1);
        gate.Open();
        var rest = await reader.ReadToEndAsync().WaitAsync(Patience);
        database.Open();
        using var late = await blocked;

        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
        Assert.True(database.KeptOnlyThreadsOfThePool);
        Assert.True(late.IsSuccessStatusCode);
    }
}
