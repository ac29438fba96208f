using AkashChat.Api.Tests.Gateway;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
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
        await using var server = await AkashChatProcess.StartAsync(folder, new Dictionary<string, string>(), "--upstream", upstream.ApiBase.ToString());
        var key = (await AkashChatProcess.RunToEndAsync("key", "--url", server.Address.ToString())).Trim();
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        using var response = await StreamCalls.SendAsync(client, StreamCalls.Body);

        await server.TerminateAsync();

        Assert.Equal(0, server.ExitCode);
        await using var connection = new SqliteConnection($"Data Source={folder}/akashchat.db;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT outcome FROM usage_records";
        Assert.Equal((long)UsageOutcome.Aborted, await command.ExecuteScalarAsync());
        await connection.CloseAsync();
        Directory.Delete(folder, recursive: true);
    }
}
