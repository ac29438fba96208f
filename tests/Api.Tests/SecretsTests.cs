using System.Globalization;
using System.Text;
using AkashChat.Api.Tests.Gateway;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests;

/// <summary>Plants secrets by living through a visit, then looks for them everywhere but in the one answer that hands them over.</summary>
public sealed class SecretsTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Hole21_PlantedSecrets_AreNowhereButInTheAnswerThatHandsThemOver(TestDatabase database)
    {
        const string Prompt = "planted-prompt-8421";
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.Settings["LOG_LEVEL"] = "trace";
            options.WithModel("scripted", upstream);
        });
        var answers = new StringBuilder();

        using var claim = await Keys.ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync());
        var claimed = await claim.ReadJsonAsync();
        var key = claimed.GetProperty("apiKey").GetString()!;
        var recovery = claimed.GetProperty("recoveryCode").GetString()!;
        var cookie = claim.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var session = cookie.Split('=', 2)[1];
        using var client = host.ClientWithKey(key).WithoutRetries();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        foreach (var script in new[] { Scripts.AsAsked(), Scripts.ServerError(), Scripts.CutStream(1), Scripts.HalfJson() })
        {
            upstream.Script = script;
            await KeepAsync(client.PostJsonAsync("v1/chat/completions", $$"""{"model":"scripted","messages":[{"role":"user","content":"{{Prompt}}"}]}"""));
            await KeepAsync(client.PostJsonAsync("v1/chat/completions", $$"""{"model":"scripted","stream":true,"messages":[{"role":"user","content":"{{Prompt}}"}]}"""));
        }

        foreach (var path in new[] { "", "account", "models", "keys/new", "api/account", "v1/models", "v1/models/nothing", "swagger/v1/swagger.json", "docs", "nothing" })
        {
            await KeepAsync(client.GetPathAsync(path));
        }

        await KeepAsync(client.PostJsonAsync("v1/chat/completions", $"{{\"{key}"));
        await KeepAsync(client.PostJsonAsync("api/keys/claim", $$"""{"keyName":"{{key}}"}"""));
        using var replaced = await client.PostAsync(new Uri("api/account/recovery-code", UriKind.Relative), null);
        var newRecovery = (await replaced.ReadJsonAsync()).GetProperty("recoveryCode").GetString()!;
        foreach (var code in new[] { recovery, newRecovery, $"{newRecovery}X" })
        {
            await KeepAsync(host.Client.PostJsonAsync("api/recovery", $$"""{"code":"{{code}}"}"""));
        }

        await KeepAsync(client.DeleteAsync(new Uri("api/session", UriKind.Relative)));
        await host.StopAsync();
        var dump = await host.DumpAsync();

        foreach (var secret in new[] { key, key[17..49], session, recovery, newRecovery, Plain(recovery), Plain(newRecovery), TestHost.UpstreamKey })
        {
            Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, host.Log.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, answers.ToString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Prompt, dump, StringComparison.Ordinal);
        Assert.DoesNotContain(Prompt, host.Log.ToString(), StringComparison.Ordinal);

        // What must be there proves that the search looks at the right things.
        Assert.Contains(key[6..16], dump, StringComparison.Ordinal);
        Assert.Contains("gateway.upstream_failed", host.Log.ToString(), StringComparison.Ordinal);
        Assert.Contains("Hello from the scripted server.", answers.ToString(), StringComparison.Ordinal);

        async Task KeepAsync(Task<HttpResponseMessage> call)
        {
            using var response = await call;
            answers.AppendLine(CultureInfo.InvariantCulture, $"{response.Headers}{response.Content.Headers}");
            answers.AppendLine(await response.Content.ReadAsStringAsync());
        }
    }

    private static string Plain(string recoveryCode) => recoveryCode.Replace("-", string.Empty, StringComparison.Ordinal);
}
