using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Infrastructure.Tests.Settings;

public sealed class StartTests
{
    [Fact]
    public async Task BrokenConfigFile_StopsTheStartAndListsAllFaultsWithLines()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "model_list:\n  - model_name: a\n  - model_name: b\n    litellm_params: { model: nobody/b }\n");

        var exception = await Assert.ThrowsAsync<StartupException>(() => TestHost.StartAsync(options => options.Settings["AKASHCHAT_CONFIG"] = path));

        Assert.Contains("line 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 4", exception.Message, StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public async Task UpstreamThatIsNotThere_StopsTheStartAndNamesIt()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() =>
            TestHost.StartAsync(options => options.Settings["AKASHCHAT_UPSTREAM"] = "http://127.0.0.1:9/v1"));

        Assert.Contains("http://127.0.0.1:9/v1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseThatIsNotThere_StopsTheStartWithoutItsPassword()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() =>
            TestHost.StartAsync(options => options.Settings["DATABASE_URL"] = "postgres://me:planted-secret@127.0.0.1:9/chat"));

        Assert.Contains("DATABASE_URL", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PortInUse_StopsTheStartAndSaysSo()
    {
        await using var first = await TestHost.StartAsync();

        var exception = await Assert.ThrowsAsync<StartupException>(() => TestHost.StartAsync(options =>
            options.Settings["AKASHCHAT_PORT"] = first.BaseAddress.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Contains("in use", exception.Message, StringComparison.Ordinal);
    }
}
