using System.Globalization;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Keys.ReconcileKeys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;

namespace AkashChat.Api.Tests.Gateway.Proxy;

/// <summary>Lives through a visit with faults, then looks for the master key and the visitor's everywhere but where they belong.</summary>
public sealed class ProxySecretsTests
{
    private const string Chat = """{"model":"gpt-4o","messages":[{"role":"user","content":"planted-prompt-8421"}]}""";

    [Fact]
    public async Task PlantedSecrets_AreNowhereButWhereTheyBelong()
    {
        await using var rig = await ProxyRig.StartAsync(options => options.Settings["LOG_LEVEL"] = "trace");
        var answers = new StringBuilder();
        var key = await rig.Host.ClaimKeyAsync();
        using var caller = rig.Host.ClientWithKey(key);
        using var visitor = await rig.Host.SignInAsync((await rig.Host.AddExtendedUserAsync()).UserId);
        using var created = await visitor.PostJsonAsync("api/keys", """{"keyName":"Mine"}""");
        var made = await created.ReadJsonAsync();
        var (second, id) = (made.GetProperty("apiKey").GetString()!, made.GetProperty("key").GetProperty("id").GetString());

        foreach (var kind in Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.Hang or FaultKind.Slow)))
        {
            foreach (var moment in Enum.GetValues<Moment>())
            {
                using var fault = rig.Proxy.Faults.Add(kind, moment: moment);
                await KeepAsync(() => caller.PostJsonAsync("v1/chat/completions", Chat));
                await KeepAsync(() => caller.GetPathAsync("v1/models"));
                await KeepAsync(() => visitor.PostJsonAsync("api/keys", """{"keyName":"Other"}"""), keepsBody: false);
                await KeepAsync(() => visitor.PostJsonAsync($"api/keys/{id}/rotate", """{"overlapSeconds":0}"""), keepsBody: false);
                await KeepAsync(() => visitor.GetPathAsync("account"));
                await KeepAsync(() => visitor.GetPathAsync("models"));
                await KeepAsync(() => visitor.GetPathAsync("api/account/export"));
                await KeepAsync(() => rig.Host.Client.GetPathAsync("health/ready"));
                rig.Host.Clock.Advance(BackendAgreement.Later);
                await rig.Host.SendAsync(new ReconcileKeysCommand(Everything: true));
            }
        }

        var master = rig.Host.ClientWithKey(LiteLlmServer.MasterKey);
        await KeepAsync(() => master.PostJsonAsync("v1/chat/completions", Chat));
        rig.Proxy.Faults.Clear();
        await KeepAsync(() => caller.PostJsonAsync("v1/chat/completions", Chat));
        await rig.Host.StopAsync();
        var (dump, log) = (await rig.Host.DumpAsync(), rig.Host.Log.ToString());
        var targets = string.Join('\n', rig.Proxy.Requests.Select(request => request.RawTarget));

        foreach (var secret in new[] { LiteLlmServer.MasterKey, key, second })
        {
            Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, answers.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, targets, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("planted-prompt-8421", log, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-ac_", targets, StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Proxy.Requests, request => request.Kind == RouteKind.DataPlane && request.Path != "/v1/models" && request.Credential == CredentialKind.Master);

        // What must be there proves that the search looks at the right things.
        Assert.Contains("The LiteLLM proxy", log, StringComparison.Ordinal);
        Assert.Contains("Hello from the model.", answers.ToString(), StringComparison.Ordinal);
        Assert.Contains(id!, dump, StringComparison.Ordinal);
        master.Dispose();

        async Task KeepAsync(Func<Task<HttpResponseMessage>> call, bool keepsBody = true)
        {
            try
            {
                using var response = await call();
                answers.AppendLine(CultureInfo.InvariantCulture, $"{response.Headers}{response.Content.Headers}");
                answers.AppendLine(keepsBody || !response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : "");
            }
            catch (HttpRequestException)
            {
                // Broken off, as the proxy's answer was.
            }
        }
    }
}
