using AkashChat.TestKit.Hosting;

namespace AkashChat.Api.Tests.Operations;

/// <summary>The program as a process of its own, told to read its configuration again.</summary>
public sealed class HangUpTests
{
    [Fact]
    public async Task HangUpSignal_ReadsTheFileAgainAndEndsNothing()
    {
        var folder = Directory.CreateTempSubdirectory("akashchat-").FullName;
        var path = Path.Combine(folder, "config.yaml");
        await File.WriteAllTextAsync(path, Config("model-of-before"));
        await using var server = await AkashChatProcess.StartAsync(folder, new Dictionary<string, string> { ["AKASHCHAT_CONFIG"] = path });
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = server.Address };
        Assert.Contains("model-of-before", await ModelsAsync(client), StringComparison.Ordinal);

        await File.WriteAllTextAsync(path, Config("model-of-after"));
        await server.HangUpAsync();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await ModelsAsync(client)).Contains("model-of-after", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        await server.TerminateAsync();
        Assert.Equal(0, server.ExitCode);
        Directory.Delete(folder, recursive: true);
    }

    private static string Config(string name) => $"model_list:\n  - {{ model_name: {name}, litellm_params: {{ model: openai/a }} }}\n";

    private static Task<string> ModelsAsync(HttpClient client) => client.GetStringAsync(new Uri("models", UriKind.Relative));
}
