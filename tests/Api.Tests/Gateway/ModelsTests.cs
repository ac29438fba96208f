using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway.Routing;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway;

public sealed class ModelsTests
{
    [Fact]
    public async Task Models_AreListedOnceEachByName()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var other = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options
            .WithModel("zeta", upstream).WithModel("alpha", upstream).WithModel("zeta", other));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.GetPathAsync("v1/models");

        var list = await response.ReadJsonAsync();
        Assert.Equal("list", list.GetProperty("object").GetString());
        Assert.Equal(["alpha", "zeta"], list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Model_TellsItsPriceAndState()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options
            .WithModel("priced", upstream, price: "1.5e-07").WithModel("twin", upstream, "one").WithModel("twin", upstream, "two"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        var states = host.Services.GetRequiredService<DeploymentStates>();
        var twins = host.Services.GetRequiredService<IModelCatalog>().Current.Find("twin")!.Deployments;

        var priced = await ReadAsync("priced");
        var before = await ReadAsync("twin");
        states.Of(twins[0]).CoolUntil(states.Now + TimeSpan.TicksPerMinute, isRateLimit: false);
        var half = await ReadAsync("twin");
        states.Of(twins[1]).CoolUntil(states.Now + TimeSpan.TicksPerMinute, isRateLimit: false);
        var none = await ReadAsync("twin");

        Assert.Equal("""{"prompt":"0.00000015","completion":"0.00000015"}""", priced.GetProperty("pricing").GetRawText());
        Assert.False(before.TryGetProperty("pricing", out _));
        Assert.Equal(["available", "degraded", "unavailable"], new[] { before, half, none }.Select(model => model.GetProperty("state").GetString()));

        async Task<JsonElement> ReadAsync(string name)
        {
            using var response = await client.GetPathAsync($"v1/models/{name}");
            return await response.ReadJsonAsync();
        }
    }

    [Theory]
    [InlineData("v1/models/org/model-7b")]
    [InlineData("v1/models/org%2Fmodel-7b")]
    [InlineData("api/v1/models/org/model-7b")]
    public async Task OneModel_IsFoundByNameEvenWithASlash(string path)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("org/model-7b", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.GetPathAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("org/model-7b", (await response.ReadJsonAsync()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task UnknownModel_IsNotFound()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.GetPathAsync("v1/models/nothing");

        await response.MustBeOpenAiErrorAsync(404, "model_not_found", "model");
    }

    [Fact]
    public async Task WithoutConfiguration_TheDemoModelAnswersAllRoutes()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var chat = await client.PostJsonAsync("v1/chat/completions", """{"model":"akashchat-demo","messages":[{"role":"user","content":"Ping"}]}""");
        using var stream = await client.PostJsonAsync("v1/chat/completions", """{"model":"akashchat-demo","stream":true,"messages":[{"role":"user","content":"Ping"}]}""");
        using var text = await client.PostJsonAsync("v1/completions", """{"model":"akashchat-demo","prompt":"Ping"}""");
        using var vectors = await client.PostJsonAsync("v1/embeddings", """{"model":"akashchat-demo","input":["a","b"]}""");
        using var wrong = await client.PostJsonAsync("v1/chat/completions", """{"model":"akashchat-demo"}""");

        var answer = (await chat.ReadJsonAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
        Assert.Contains("demo model", answer, StringComparison.Ordinal);
        Assert.EndsWith("Ping", answer, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.EndsWith("Ping", (await text.ReadJsonAsync()).GetProperty("choices")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, (await vectors.ReadJsonAsync()).GetProperty("data").GetArrayLength());
        await wrong.MustBeOpenAiErrorAsync(400, "demo.field_missing", "messages");
    }

    [Theory]
    [InlineData("""{"model":"akashchat-demo","messages":[{"role":"user","content":"a","content":"b"}]}""")]
    [InlineData("""{"model":"akashchat-demo","messages":[],"messages":[]}""")]
    [InlineData("""{"model":"akashchat-demo","messages":[{"role":"user","content":"\ud800"}]}""")]
    public async Task BodyThatTheDemoCannotRead_IsABadRequest(string json)
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task DeeplyNestedBody_ReachesTheDemo()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        var nested = new string('[', 200) + new string(']', 200);

        using var response = await client.PostJsonAsync(
            "v1/chat/completions", $$"""{"model":"akashchat-demo","messages":[{"role":"user","content":"Hi"}],"tools":{{nested}}}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v1/")]
    public async Task UpstreamSetting_OffersAllItsModels(string path)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Models = ["llama3:8b", "nomic-embed"];
        await using var host = await TestHost.StartAsync(options =>
            options.Settings["AKASHCHAT_UPSTREAM"] = new Uri(upstream.ApiBase, "/" + path).ToString());
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var list = await client.GetPathAsync("v1/models");
        using var chat = await client.PostJsonAsync("v1/chat/completions", """{"model":"llama3:8b","messages":[]}""");

        Assert.Equal(2, (await list.ReadJsonAsync()).GetProperty("data").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, chat.StatusCode);
    }
}
