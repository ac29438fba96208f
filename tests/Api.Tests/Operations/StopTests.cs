using System.Diagnostics;
using System.Globalization;
using AkashChat.Api.Tests.Gateway;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Upstream;
using Microsoft.Data.Sqlite;

namespace AkashChat.Api.Tests.Operations;

/// <summary>The program as a process of its own, told to stop as an operator would.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task TermSignalWhileAStreamRuns_EndsInOrderAndSavesItsRecord()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Streamed(3, new Gate());
        var folder = Directory.CreateTempSubdirectory("akashchat-").FullName;
        using var server = Start("serve", "--port", "0", "--data", folder, "--upstream", upstream.ApiBase.ToString());
        var address = await AddressAsync(server);
        using var keyCommand = Start("key", "--url", address);
        var key = (await keyCommand.StandardOutput.ReadToEndAsync()).Trim();
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(address + "/") };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        using var response = await StreamCalls.SendAsync(client, StreamCalls.Body);

        using var kill = Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)]);
        await server.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(0, server.ExitCode);
        await using var connection = new SqliteConnection($"Data Source={folder}/akashchat.db;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT outcome FROM usage_records";
        Assert.Equal((long)UsageOutcome.Aborted, await command.ExecuteScalarAsync());
        await connection.CloseAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "akashchat.dll") },
            RedirectStandardOutput = true,
            Environment = { ["AKASHCHAT_CHALLENGE_DIFFICULTY"] = "1", ["LOG_LEVEL"] = "critical" },
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task<string> AddressAsync(Process server)
    {
        const string Label = "Portal";
        while (await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            if (line.Contains(Label, StringComparison.Ordinal))
            {
                // The rest of what it says must not fill the pipe.
                _ = server.StandardOutput.ReadToEndAsync();
                return line.Split(Label)[1].Trim().TrimEnd('/');
            }
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }
}
