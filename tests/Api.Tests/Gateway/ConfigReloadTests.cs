using System.Globalization;
using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Accounts;
using AkashChat.Application.Catalog;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>The configuration changes while requests are under way.</summary>
public sealed class ConfigReloadTests
{
    private const int Callers = 8;
    private const int Rewrites = 40;
    private const string Body = """{"model":"m","messages":[{"role":"user","content":"Hi"}]}""";
    private const string StreamBody = """{"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task RewrittenFile_FailsNoRequestAndMixesNone()
    {
        await using var one = await ScriptedUpstream.StartAsync();
        await using var two = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("m", one, "served-by-one"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var stop = new CancellationTokenSource();
        await ReplaceAsync(host, Config(one, "one"));

        var callers = Enumerable.Range(0, Callers).Select(number => CallUntilAsync(client, number % 2 == 0 ? Body : StreamBody, stop.Token)).ToArray();
        for (var number = 0; number < Rewrites; number++)
        {
            var (upstream, name) = number % 2 == 0 ? (two, "two") : (one, "one");
            await ReplaceAsync(host, Config(upstream, name));
            await upstream.WaitForRequestsAsync(upstream.Requests.Count + 1);
        }

        await stop.CancelAsync();
        var answers = (await Task.WhenAll(callers)).Sum();

        Assert.True(answers >= Rewrites, $"Only {answers} calls were made.");
        AssertAllOf(one.Requests, "one");
        AssertAllOf(two.Requests, "two");
    }

    [Fact]
    public async Task BadFile_IsRefusedAndTheOldOneServes()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var admins = new HashSet<UserId>();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.WithModel("m", upstream);
            options.Configure = builder => builder.Services.AddSingleton(new AdminOptions(admins));
        });
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        var operatorOfIt = await host.AddExtendedUserAsync();
        admins.Add(operatorOfIt.UserId);
        var version = host.Services.GetRequiredService<IModelCatalog>().Current.Version;

        Put(host, Config(upstream, "one") + "      wieght: 2\nrouter_settings:\n  fallbacks: [{ m: [nobody] }]\n");
        await MoveUntilAsync(host, () => host.Log.Lines.Any(line => line.Contains("is refused", StringComparison.Ordinal)));
        using var response = await client.PostJsonAsync("v1/chat/completions", Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("m", upstream.OnlyRequest.Model);
        Assert.Equal(version, host.Services.GetRequiredService<IModelCatalog>().Current.Version);
        var refused = Assert.Single(host.Log.Lines, line => line.Contains("is refused", StringComparison.Ordinal));
        Assert.Contains("line 7: litellm_params has no key wieght; line 9: fallbacks names nobody", refused, StringComparison.Ordinal);
        using var browser = await host.SignInAsync(operatorOfIt.UserId);
        using var state = await browser.GetPathAsync("api/admin/config");
        using var page = await browser.GetPathAsync("admin");
        Assert.Equal(2, (await state.ReadJsonAsync()).GetProperty("faults").GetArrayLength());
        Assert.Contains("litellm_params has no key wieght", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Config(ScriptedUpstream upstream, string name) => $"""
        model_list:
          - model_name: m
            litellm_params:
              model: openai/served-by-{name}
              api_base: {upstream.ApiBase}
              api_key: key-of-{name}

        """;

    private static async Task<int> CallUntilAsync(HttpClient client, string body, CancellationToken stop)
    {
        var calls = 0;
        while (!stop.IsCancellationRequested)
        {
            using var response = await client.PostJsonAsync("v1/chat/completions", body);
            var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
            Assert.True(response.StatusCode == HttpStatusCode.OK, text);
            Assert.True(body == Body || text.Contains("data: [DONE]", StringComparison.Ordinal), text);
            calls++;
        }

        return calls;
    }

    private static void AssertAllOf(IEnumerable<UpstreamRequest> requests, string name) => Assert.All(requests, request =>
        Assert.Equal(($"served-by-{name}", $"Bearer key-of-{name}"), (request.Model, request.Headers["Authorization"])));

    private static async Task ReplaceAsync(TestHost host, string yaml)
    {
        var catalog = host.Services.GetRequiredService<IModelCatalog>();
        var version = catalog.Current.Version;
        Put(host, yaml);
        await MoveUntilAsync(host, () => catalog.Current.Version > version);
    }

    // As careful writers do it: whole beside it, then renamed.
    private static void Put(TestHost host, string yaml)
    {
        var path = Path.Combine(host.DataFolder, "config.yaml");
        File.WriteAllText(path + ".new", yaml);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static async Task MoveUntilAsync(TestHost host, Func<bool> isDone)
    {
        for (var tries = 0; !isDone(); tries++)
        {
            Assert.True(tries < 3000, string.Create(CultureInfo.InvariantCulture, $"Nothing happened within {tries} looks.\n{host.Log}"));
            host.Clock.Advance(TimeSpan.FromSeconds(2));

            // Calls that are under way have their deadlines by the same clock, five seconds for a connection: it must not run away.
            for (var moment = 0; moment < 50 && !isDone(); moment++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }
    }
}
