using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.Data.Sqlite;
using Npgsql;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace AkashChat.Api.Tests.Operations;

/// <summary>The program as a process of its own, killed (SIGKILL) while many callers are served: each call that reached the model server is in the ledger once.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Callers = 20;
    private static readonly TimeSpan LeaseAndMore = TimeSpan.FromSeconds(180);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WithRedis_AnotherInstanceBooksWhatTheKilledOneLeft(bool areHeld)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var pair = await ProcessPair.StartAsync(upstream, Settings());
        await using var connection = new NpgsqlConnection(pair.Database);
        await connection.OpenAsync();

        // The ledger's schema is there: the program listens.
        var answered = await KillUnderLoadAsync(pair.First, upstream, areHeld, fast => WaitForNotesAsync(pair, connection, fast));

        var begun = CallsOf(upstream);
        var outcomes = await ReadWhenAsync(connection, begun);
        AssertAllThere(outcomes, begun, answered, areHeld);
    }

    [Fact]
    public async Task WithTheJournal_TheNextStartBooksWhatTheKilledProcessLeft()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var folder = Directory.CreateTempSubdirectory("akashchat-").FullName;
        int answered;
        await using (var killed = await AkashChatProcess.StartAsync(folder, Settings(), "--upstream", upstream.ApiBase.ToString()))
        {
            answered = await KillUnderLoadAsync(killed, upstream, areHeld: true, fast => WaitForJournalAsync(folder, fast));
        }

        await using var again = await AkashChatProcess.StartAsync(folder, Settings(), "--upstream", upstream.ApiBase.ToString());

        // It listens: all is booked.
        await using var connection = new SqliteConnection($"Data Source={folder}/akashchat.db;Pooling=False");
        await connection.OpenAsync();
        AssertAllThere(await ReadAsync(connection), CallsOf(upstream), answered, areHeld: true);
        Assert.Empty(Directory.GetFiles(folder, "usage-*.journal"));
        await connection.CloseAsync();
        await again.KillAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE"] = "100000",
        ["AKASHCHAT_PERMISSIONLESS_TOKENS_PER_MINUTE"] = "100000000",
        ["LITELLM_MAX_PARALLEL_REQUESTS"] = "1000",
    };

    /// <summary>Kills the program while all callers ask it, one call after another.</summary>
    /// <param name="server">The program.</param>
    /// <param name="upstream">The model server.</param>
    /// <param name="areHeld">Whether the model server holds the last calls, so that it is known which are under way; else chance decides.</param>
    /// <param name="whenHeld">Then waits until the answered calls, whose number it gets, are booked.</param>
    /// <returns>How many calls were answered whole.</returns>
    private async Task<int> KillUnderLoadAsync(AkashChatProcess server, ScriptedUpstream upstream, bool areHeld, Func<int, Task> whenHeld)
    {
        var fast = NewRandom().Next(100, 300);
        var (come, gate) = (new Tally("Calls"), new Gate());
        upstream.Script = exchange =>
        {
            // Calls alone: the program also asks for the models, every half minute.
            var isHeld = come.Add(1) > fast && areHeld;
            var script = isHeld ? Scripts.Slow(gate) : areHeld ? Scripts.AsAsked() : Scripts.After(TimeSpan.FromMilliseconds(20));
            return script(exchange);
        };
        using var client = server.ClientWithKey(await server.NewKeyAsync());
        var callers = Enumerable.Range(0, Callers).Select(number => CallUntilKilledAsync(client, isStreamed: number % 2 == 0)).ToList();

        await come.WaitForAtLeastAsync(fast + Callers, LeaseAndMore);
        if (areHeld)
        {
            await whenHeld(fast);
        }

        await server.KillAsync();

        var answered = (await Task.WhenAll(callers)).Sum();
        gate.Open();
        await upstream.WaitForRunningRequestsAsync(0);
        return answered;
    }

    // It was also asked which models it has.
    private static int CallsOf(ScriptedUpstream upstream) => upstream.Requests.Count(request => request.Method == "POST");

    private static async Task<int> CallUntilKilledAsync(HttpClient client, bool isStreamed)
    {
        var answered = 0;
        while (true)
        {
            try
            {
                using var response = await client.PostAsync(
                    new Uri("v1/chat/completions", UriKind.Relative),
                    Json.Body($$"""{"model":"scripted","stream":{{(isStreamed ? "true" : "false")}},"messages":[{"role":"user","content":"Hi"}]}"""));
                Assert.Equal(200, (int)response.StatusCode);
                answered++;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                return answered;
            }
        }
    }

    private void AssertAllThere(IReadOnlyList<UsageOutcome> outcomes, int begun, int answered, bool areHeld)
    {
        var (completed, interrupted) = (outcomes.Count(outcome => outcome == UsageOutcome.Completed), outcomes.Count(outcome => outcome == UsageOutcome.Interrupted));
        output.WriteLine($"Model server: {begun} calls; callers: {answered} answers; ledger: {completed} completed, {interrupted} interrupted.");
        Assert.Equal(outcomes.Count, completed + interrupted);
        if (areHeld)
        {
            Assert.Equal((begun, answered, Callers), (outcomes.Count, completed, interrupted));
            return;
        }

        // Each caller has one call under way, which may have been noted without having reached the model server. Of those that were answered the last
        // two of each caller may still have been on their way into the stream, gathered and sent: nobody waits for that. They are there, as interrupted.
        Assert.InRange(outcomes.Count, begun, answered + Callers);
        Assert.InRange(completed, answered - (2 * Callers), begun);
    }

    private static async Task<IReadOnlyList<UsageOutcome>> ReadWhenAsync(DbConnection connection, int atLeast)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var outcomes = await ReadAsync(connection);
            if (outcomes.Count >= atLeast || TimeProvider.System.GetElapsedTime(startedAt) > LeaseAndMore)
            {
                return outcomes;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private static async Task<IReadOnlyList<UsageOutcome>> ReadAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT outcome FROM usage_records";
        await using var reader = await command.ExecuteReaderAsync();
        var outcomes = new List<UsageOutcome>();
        while (await reader.ReadAsync())
        {
            outcomes.Add((UsageOutcome)reader.GetInt32(0));
        }

        return outcomes;
    }

    /// <summary>Waits until the ledger has all that were answered, and Redis all that are held: if it was slow for a moment, they are noted a while later.</summary>
    private static async Task WaitForNotesAsync(ProcessPair pair, DbConnection connection, int answered)
    {
        await ReadWhenAsync(connection, answered);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(pair.Redis);
        var startedAt = TimeProvider.System.GetTimestamp();
        while (await CountNotesAsync(redis) != Callers && TimeProvider.System.GetElapsedTime(startedAt) < LeaseAndMore)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private static async Task<long> CountNotesAsync(ConnectionMultiplexer redis)
    {
        var hashes = redis.GetServers().Single().Keys(pattern: "*usage:open:*").ToList();
        return (await Task.WhenAll(hashes.Select(hash => redis.GetDatabase().HashLengthAsync(hash)))).Sum();
    }

    /// <summary>Waits until the ledger has all that were answered, and the journal all that are held.</summary>
    private static async Task WaitForJournalAsync(string folder, int answered)
    {
        await using var connection = new SqliteConnection($"Data Source={folder}/akashchat.db;Pooling=False");
        await connection.OpenAsync();
        await ReadWhenAsync(connection, answered);
        var startedAt = TimeProvider.System.GetTimestamp();
        while (await CountOpenAsync(folder) != Callers && TimeProvider.System.GetElapsedTime(startedAt) < LeaseAndMore)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private static async Task<int> CountOpenAsync(string folder)
    {
        var open = new HashSet<string?>();
        foreach (var path in Directory.GetFiles(folder, "usage-*.journal"))
        {
            // Its process keeps other programs of .NET from opening it.
            using var cat = Process.Start(new ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
            var written = await cat.StandardOutput.ReadToEndAsync();

            // The last line may be in the middle of being written.
            foreach (var text in written[..(written.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using var line = JsonDocument.Parse(text);
                if (line.RootElement.TryGetProperty("Booked", out var booked))
                {
                    open.Remove(booked.GetString());
                }
                else if (line.RootElement.TryGetProperty("Open", out var call))
                {
                    open.Add(call.GetProperty("Id").GetString());
                }
            }
        }

        return open.Count;
    }

    private Random NewRandom()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed: {seed}");
        return new Random(seed);
    }
}
