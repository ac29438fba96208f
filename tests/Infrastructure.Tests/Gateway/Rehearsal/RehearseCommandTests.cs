using System.Text.Json;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Infrastructure.Tests.Gateway.Rehearsal;

/// <summary>The command, as an operator runs it.</summary>
public sealed class RehearseCommandTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task GoodFile_PrintsTablesAndEndsWithZero()
    {
        await WriteAsync(Entry("m", "one", 30), Entry("m", "two", 30));

        var (exitCode, output, error) = await AkashChatProcess.RunToEndWithCodeAsync("rehearse", _file, "--requests", "4", "--seed", "7");

        Assert.Empty(error);
        Assert.Equal(0, exitCode);
        Assert.Contains("seed 7", output, StringComparison.Ordinal);
        Assert.Contains("m: simple-shuffle, no fallbacks", output, StringComparison.Ordinal);
        Assert.Contains("no answer", output, StringComparison.Ordinal);
        Assert.EndsWith($"As long as a server is well, no user sees a failure.{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", output, StringComparison.Ordinal);
        Assert.DoesNotContain(".example", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingsThatLoseRequests_EndWithOneAndSayWhy()
    {
        await WriteAsync(Entry("m", "one", 600), Entry("m", "two", 600));

        var (exitCode, output, _) = await AkashChatProcess.RunToEndWithCodeAsync("rehearse", _file, "--requests", "4", "--json");

        using var json = JsonDocument.Parse(output);
        var model = json.RootElement.GetProperty("models")[0];
        Assert.Equal(1, exitCode);
        Assert.True(json.RootElement.GetProperty("has_loss").GetBoolean());
        Assert.Contains(model.GetProperty("scenarios").EnumerateArray(), scenario =>
            scenario.GetProperty("is_loss").GetBoolean() && scenario.GetProperty("fault").GetString() == "hang");
        Assert.Contains(model.GetProperty("warnings").EnumerateArray(), warning =>
            warning.GetString()!.Contains("set a shorter timeout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WrongFile_EndsWithTwoAndSaysWhatCheckSays()
    {
        await File.WriteAllTextAsync(_file, "model_list:\n  - model_name: m\n    litellm_params: {modle: openai/m}\n");

        var (exitCode, output, error) = await AkashChatProcess.RunToEndWithCodeAsync("rehearse", _file);
        var (_, _, checkError) = await AkashChatProcess.RunToEndWithCodeAsync("check", _file);

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains("fault, line 3", error, StringComparison.Ordinal);
        Assert.Equal(checkError, error);
    }

    [Theory]
    [InlineData("--model", "nothing")]
    [InlineData("--seed", "1")]
    public async Task NothingToRehearse_EndsWithTwo(string option, string value)
    {
        await WriteAsync(option == "--model" ? [Entry("m", "one", 30)] : []);

        var (exitCode, _, error) = await AkashChatProcess.RunToEndWithCodeAsync("rehearse", _file, option, value);

        Assert.Equal(2, exitCode);
        Assert.StartsWith("fault, ", error, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private Task WriteAsync(params string[] entries) =>
        File.WriteAllTextAsync(_file, entries.Length == 0 ? "model_list: []\n" : $"litellm_settings: {{request_timeout: 600}}\nmodel_list:\n{string.Concat(entries)}");

    private static string Entry(string model, string host, int timeout) =>
        $$"""
          - model_name: {{model}}
            litellm_params: {model: openai/{{model}}, api_base: "https://{{host}}.example/v1", api_key: sk-secret, timeout: {{timeout}}}
            model_info: {id: {{model}}-{{host}}}

        """;
}
