using AkashChat.Api.Tests.Support;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway;

public sealed class ExplainTests
{
    private const string Limits = """
        router_settings:
          model_group_alias: { other-name: scripted }
        akashchat_settings:
          limits:
            - { for: user, requests: 10, tokens: 1000, per: 1h }
        """;

    [Fact]
    public async Task Explanation_SendsNothingReservesNothingAndCountsNothing()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream).WithSections(Limits));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        for (var round = 0; round < 20; round++)
        {
            var told = await Explained.AskAsync(client, """{"model":"scripted","messages":[],"max_tokens":100}""");
            Assert.True(told.IsAllowed);
            Assert.Equal([0L, 0L], told.Limits.Select(limit => limit.GetProperty("used").GetInt64()));
        }

        Assert.Empty(upstream.Requests);
        Assert.Empty(await host.StopAndReadUsageAsync());
    }

    [Fact]
    public async Task Explanation_TellsReservationAndLimits()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream, price: "1e-6").WithSections(Limits));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        var told = await Explained.AskAsync(client, """{"model":"scripted","messages":[{"role":"user","content":"Hi there"}],"max_tokens":100,"n":2,"stream":true}""");

        var reservation = told.Json.GetProperty("reservation");
        var prompt = reservation.GetProperty("prompt_tokens").GetInt64();
        Assert.InRange(prompt, 1, 40);
        Assert.Equal((100, 2), (reservation.GetProperty("max_tokens").GetInt32(), reservation.GetProperty("choices").GetInt32()));
        Assert.Equal((prompt + 200, prompt + 200), (reservation.GetProperty("tokens").GetInt64(), reservation.GetProperty("micro_usd").GetInt64()));
        Assert.True(told.Json.GetProperty("stream").GetBoolean());
        Assert.Equal(
            [("user", "requests", "1h", 10L, 1L), ("user", "tokens", "1h", 1000L, prompt + 200)],
            told.Limits.Select(limit => (limit.GetProperty("level").GetString(), limit.GetProperty("measure").GetString(), limit.GetProperty("window").GetString(), limit.GetProperty("left").GetInt64(), limit.GetProperty("asked").GetInt64())));
    }

    [Fact]
    public async Task WithRedis_TheCallMeetsWhatWasForetold()
    {
        var gate = new Gate();
        var redis = await RedisServer.SharedAsync();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Slow(gate);
        await using var host = await TestHost.StartAsync(options =>
        {
            options.WithModel("scripted", upstream).WithPatientRedis(redis).WithSections(
                "akashchat_settings: { limits: [{ for: user, parallel: 1, requests: 2, tokens: 100000, per: 1h }, { for: key, model: scripted, requests: 5, per: 1d, window: rolling }] }");
        });
        using var client = host.ClientWithKey(await host.ClaimKeyAsync()).WithoutRetries();

        var first = await Explained.AskAsync(client, LimitCalls.Chat);
        var held = client.ChatAsync();
        await gate.WaitForArrivalsAsync(1);
        var full = await Explained.AskAsync(client, LimitCalls.Chat);
        await MustMeetAsync(full, client.ChatAsync());
        gate.Open();
        await MustMeetAsync(first, held);
        var second = await WhenPlaceIsFreeAsync();
        await MustMeetAsync(second, client.ChatAsync());
        var spent = await WhenPlaceIsFreeAsync();
        await MustMeetAsync(spent, client.ChatAsync());

        Assert.Equal([null, "gateway.parallel_limit", null, "gateway.request_limit"], new[] { first, full, second, spent }.Select(told => told.Code));
        Assert.Equal(2, upstream.Requests.Count);

        // What a call used is booked a moment after its answer, with the place that it gives back.
        async Task<Explained> WhenPlaceIsFreeAsync()
        {
            while (true)
            {
                var told = await Explained.AskAsync(client, LimitCalls.Chat);
                if (told.Limits.Single(limit => limit.GetProperty("measure").GetString() == "parallel" && limit.GetProperty("level").GetString() == "user").GetProperty("used").GetInt64() == 0)
                {
                    return told;
                }
            }
        }

        static async Task MustMeetAsync(Explained told, Task<HttpResponseMessage> call)
        {
            using var answer = await call;
            told.MustBeMetBy(answer, await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("scripted", "scripted", "name")]
    [InlineData("other-name", "scripted", "alias")]
    [InlineData("gpu-1", "scripted", "deployment")]
    [InlineData("wild/card", "wild/card", "wildcard")]
    [InlineData("nothing", null, "none")]
    public async Task Model_IsToldByWhatItWasFound(string asked, string? found, string by)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options
            .WithEntry($"  - {{ model_name: scripted, litellm_params: {{ model: openai/s, api_base: \"{upstream.ApiBase}\" }}, model_info: {{ id: gpu-1 }} }}\n")
            .WithEntry($"  - {{ model_name: wild/*, litellm_params: {{ model: openai/*, api_base: \"{upstream.ApiBase}\" }} }}\n")
            .WithSections(Limits));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        var told = await Explained.AskAsync(client, $$"""{"model":"{{asked}}","messages":[]}""");

        var model = told.Json.GetProperty("model");
        Assert.Equal((asked, found, by), (model.GetProperty("asked").GetString(), model.GetProperty("found").GetString(), model.GetProperty("by").GetString()));
        Assert.Equal(found is null ? "model_not_found" : null, told.Code);
        Assert.Equal(by == "wildcard" ? "wild/*" : null, model.GetProperty("wildcard").GetString());
    }

    [Fact]
    public async Task ModelThatTheKeyMayNotCall_IsAsUnknownAsOneThatIsNotThere()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream, price: "1e-6").WithModel("open", upstream).WithSections(Limits));
        using var visitor = host.NewClient(cookies: true);
        var key = await host.ClaimKeyAsync(visitor);
        using var client = host.ClientWithKey(key);
        await host.NarrowAsync(visitor, key, """{"models":["open"]}""");

        var forbidden = await Explained.AskAsync(client, """{"model":"scripted","messages":[]}""");
        var absent = await Explained.AskAsync(client, """{"model":"nonesuch","messages":[]}""");

        Assert.Equal("gateway.model_not_allowed", forbidden.Code);
        Assert.Equal(absent.Json.GetRawText().Replace("nonesuch", "scripted", StringComparison.Ordinal), forbidden.Json.GetRawText());
    }

    [Fact]
    public async Task Deployments_AreToldWithWhatKeepsThemOut()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var fleet = await Fleet.StartAsync();
        var states = fleet.Host.Services.GetRequiredService<DeploymentStates>();
        Deployment[] all = [.. Enumerable.Range(1, 8).Select(number => ADeployment.Of(at: upstream.ApiBase, number: number))];
        all[1] = all[1] with { Capabilities = ModelCapabilities.Unknown with { MaxInputTokens = 1 } };
        all[2] = all[2] with { Capabilities = ModelCapabilities.Unknown with { Tools = false } };
        all[3] = all[3] with { RequestsPerMinute = 1 };
        all[4] = all[4] with { MaxParallelRequests = 1 };
        all[7] = all[7] with { Order = 2 };
        fleet.Set(RoutingRules.Default with { PreCallChecks = true }, all);
        states.Of(all[3]).End(states.Of(all[3]).TryBegin(all[3], states.Now), 0, states.Now);
        states.Of(all[4]).TryBegin(all[4], states.Now);
        states.Of(all[5]).CoolUntil(states.Now + TimeSpan.FromSeconds(9.5).Ticks, isRateLimit: false);
        states.Of(all[6]).CoolUntil(states.Now + TimeSpan.FromSeconds(30).Ticks, isRateLimit: true);

        var told = await Explained.AskAsync(fleet.Client, """{"model":"scripted","messages":[{"role":"user","content":"More than one token"}],"tools":[{"type":"function"}]}""");

        Assert.Equal(["", "context", "capability", "rpm", "full", "cooling", "rate_limited", ""], all.Select(deployment => told.Why[deployment.Id]));
        Assert.Equal(["scripted-1"], told.In);
        Assert.Equal(10, told.Json.GetProperty("deployments").EnumerateArray().Single(deployment => deployment.GetProperty("why").GetString() == "cooling").GetProperty("back_in").GetInt64());
        Assert.DoesNotContain(upstream.ApiBase.Authority, told.Json.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", told.Json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeptAnswer_IsToldOf()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options
            .WithModel("scripted", upstream).WithSections("litellm_settings: { cache: true, cache_params: { type: local } }"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        var before = await Explained.AskAsync(client, LimitCalls.Chat);
        using var call = await client.ChatAsync();
        await call.Content.ReadAsByteArrayAsync();
        await Explained.WaitUntilKeptAsync(client, LimitCalls.Chat);
        using var again = await client.ChatAsync();
        var after = await Explained.AskAsync(client, LimitCalls.Chat);
        var wrong = await Explained.AskAsync(client, """{"model":"scripted","messages":[],"cache":{"ttl":"x"}}""");

        Assert.Equal("hit", again.Header("x-akashchat-cache"));
        Assert.Equal((false, true), (before.Json.GetProperty("cached").GetBoolean(), after.Json.GetProperty("cached").GetBoolean()));
        Assert.Equal(("scripted", null), (before.AskedFirst, after.AskedFirst));
        Assert.Equal("gateway.field_wrong_type", wrong.Code);
    }

    [Theory]
    [InlineData("", "{", 400, "request.malformed_json", null)]
    [InlineData("", """{"messages":[]}""", 400, "gateway.model_missing", "model")]
    [InlineData("?route=nothing", "{}", 404, "request.route_not_found", "route")]
    [InlineData("?route=audio/transcriptions", "{}", 415, "gateway.form_expected", null)]
    public async Task BodyThatCannotBeRead_IsTheErrorOfTheCall(string query, string body, int status, string code, string? param)
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/explain" + query, body);

        await response.MustBeOpenAiErrorAsync(status, code, param);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?route=nothing")]
    public async Task BadKey_IsTheErrorOfEveryRoute(string query)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Client.PostJsonAsync("v1/explain" + query, "{}");

        await response.MustBeOpenAiErrorAsync(401, "keys.missing");
    }

    [Fact]
    public async Task OtherRoute_IsExplainedByItsOwnBody()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("omni-moderation-latest", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        var told = await Explained.AskAsync(client, """{"input":"x"}""", "?route=moderations");

        Assert.Equal(("omni-moderation-latest", "moderations"), (told.AskedFirst, told.Json.GetProperty("route").GetString()));
        Assert.Equal(0, told.Json.GetProperty("reservation").GetProperty("max_tokens").GetInt32());
    }
}
