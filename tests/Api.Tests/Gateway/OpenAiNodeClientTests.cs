using System.Diagnostics;
using System.Text;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>The official client for Node, pinned in tests/openai-node, with a claimed key.</summary>
public sealed class OpenAiNodeClientTests
{
    [Theory]
    [InlineData("models")]
    [InlineData("chat")]
    [InlineData("stream")]
    [InlineData("embeddings")]
    [InlineData("responses")]
    [InlineData("responsesStream")]
    [InlineData("moderations")]
    [InlineData("images")]
    [InlineData("imageEdit")]
    [InlineData("speech")]
    [InlineData("transcription")]
    [InlineData("transcriptionStream")]
    [InlineData("tools")]
    public async Task Client_GetsWhatTheServerSent(string name)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = name == "tools" ? Scripts.ToolCall(1_000) : upstream.Script;
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));

        var received = await RunAsync(name, host, await host.ClaimKeyAsync());

        if (name == "models")
        {
            Assert.Contains("\"scripted\"", Encoding.UTF8.GetString(received), StringComparison.Ordinal);
            return;
        }

        if (name == "speech")
        {
            Assert.Equal(upstream.OnlyRequest.SentBytes, received);
            return;
        }

        var sent = Encoding.UTF8.GetString(upstream.OnlyRequest.SentBytes);
        if (name == "stream")
        {
            // The one documented change: the usage report that only the gateway asked for is taken out again.
            sent = string.Concat(sent.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Where(text => !text.Contains("\"prompt_tokens\"", StringComparison.Ordinal)).Select(text => text + "\n\n"));
        }

        Assert.Equal(sent, Encoding.UTF8.GetString(received));
    }

    [Fact]
    public async Task UnknownModel_IsTheClientsOwnError()
    {
        await using var host = await TestHost.StartAsync();

        var received = await RunAsync("unknownModel", host, await host.ClaimKeyAsync());

        Assert.Contains("model_not_found", Encoding.UTF8.GetString(received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongKey_IsTheClientsOwnError()
    {
        await using var host = await TestHost.StartAsync();

        var received = await RunAsync("error", host, "sk-ac_wrong");

        Assert.Contains("keys.malformed", Encoding.UTF8.GetString(received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LimitThatIsMet_IsWaitedForAsLongAsWeSayAndThenMetNoMore()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.RealTime = true;
            options.WithModel("scripted", upstream).WithSections(OpenAiClientSetting.OneRequestInThreeSeconds);
        });

        await RunAsync("afterLimit", host, await host.ClaimKeyAsync());
    }

    private static async Task<byte[]> RunAsync(string name, TestHost host, string key)
    {
        var folder = Path.Combine(RepositoryRoot(), "tests", "openai-node");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", "openai")), "tests/openai-node is not installed: run ./test.sh, or npm ci there.");
        var output = Path.Combine(host.DataFolder, $"{name}.bin");
        using var process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { "compat.mjs", name, new Uri(host.BaseAddress, "v1").ToString(), key, "scripted", output },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var standard = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Assert.True(process.ExitCode == 0, $"{await standard}\n{await error}");
        return await File.ReadAllBytesAsync(output);
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AkashChat.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("AkashChat.sln is not above the tests.");
        }

        return folder;
    }
}
