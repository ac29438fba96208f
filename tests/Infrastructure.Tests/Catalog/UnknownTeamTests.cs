using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Infrastructure.Tests.Catalog;

/// <summary>A limit for a team that the settings do not name: told wherever the file is read.</summary>
public sealed class UnknownTeamTests
{
    private const string Warning = "limits names the team nobody; the teams are chatapi-pless and chatapi-auth0";
    private const string Limits = "akashchat_settings: { limits: [{ for: team, team: nobody, parallel: 1 }, { for: team, team: chatapi-auth0, parallel: 1 }] }";

    [Fact]
    public async Task Start_WarnsOfIt()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream).WithSections(Limits));

        Assert.Contains(Warning, Assert.Single(host.Log.Lines, line => line.Contains("names the team", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WarnsOfIt()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "model_list: [{ model_name: m, litellm_params: { model: openai/m, api_key: k } }]\n" + Limits);

        var (exitCode, output, _) = await AkashChatProcess.RunToEndWithCodeAsync("check", file);
        File.Delete(file);

        Assert.Equal(0, exitCode);
        Assert.Contains(Warning, output, StringComparison.Ordinal);
        Assert.DoesNotContain("names the team chatapi-auth0", output, StringComparison.Ordinal);
    }
}
