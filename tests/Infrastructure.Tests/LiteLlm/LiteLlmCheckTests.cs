using AkashChat.Infrastructure.Gateway.LiteLlm;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.LiteLlm;

namespace AkashChat.Infrastructure.Tests.LiteLlm;

/// <summary>The operator's check of a proxy, against the stand-in.</summary>
public sealed class LiteLlmCheckTests
{
    [Theory]
    [InlineData(Dialect.Old)]
    [InlineData(Dialect.New)]
    public async Task WorkingProxy_FailsNoStep_AndNothingIsLeftBehind(Dialect dialect)
    {
        await using var proxy = await LiteLlmServer.StartAsync(dialect);

        var findings = await CheckAsync(proxy);

        Assert.DoesNotContain(findings, finding => finding.Verdict == LiteLlmVerdict.Fails);
        Assert.True(findings.Count > 20, $"Only {findings.Count} findings.");
        Assert.Equal(dialect == Dialect.Old, findings.Any(finding => finding.Verdict == LiteLlmVerdict.Differs));
        Assert.Empty(proxy.Keys);
        Assert.Equal(["chatapi-auth0", "chatapi-pless"], proxy.Teams.Select(team => team.Id).Order(StringComparer.Ordinal));
        Assert.Equal(0, proxy.ModelHealthCalls);
    }

    [Fact]
    public async Task ProxyThatRefusesTheMasterKey_FailsAtTheTeams()
    {
        await using var proxy = await LiteLlmServer.StartAsync();
        using var fault = proxy.Faults.Add(FaultKind.Unauthorized, On.Management);

        var findings = await CheckAsync(proxy);

        Assert.Contains(findings, finding => finding is { Verdict: LiteLlmVerdict.Fails, What: var what } && what.Contains("/team/info", StringComparison.Ordinal));
        Assert.Empty(proxy.Keys);
    }

    [Fact]
    public async Task ProxyThatIgnoresBlocks_IsToldOf()
    {
        await using var proxy = await LiteLlmServer.StartAsync();
        using var fault = proxy.Faults.Add(FaultKind.MissingFields, On.Path("/key/block"));

        var findings = await CheckAsync(proxy);

        Assert.Contains(findings, finding => finding.Verdict == LiteLlmVerdict.Fails && finding.What.Contains("/key/block", StringComparison.Ordinal));
        Assert.Empty(proxy.Keys);
    }

    private static async Task<List<LiteLlmFinding>> CheckAsync(LiteLlmServer proxy)
    {
        var settings = SettingsReader.Read(new Dictionary<string, string>
        {
            [SettingNames.LiteLlmEndpoint] = proxy.Address.ToString(),
            [SettingNames.LiteLlmAdminKey] = LiteLlmServer.MasterKey,
        });
        var findings = new List<LiteLlmFinding>();
        await using var check = new LiteLlmCheck(settings, findings.Add);
        await check.RunAsync(CancellationToken.None);
        return findings;
    }
}
