using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

public sealed class ModelLimitTests
{
    [Fact]
    public async Task ForbiddenModel_IsRefusedOnEveryRouteAndNothingReachesTheUpstream()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        foreach (var prefix in new[] { "v1", "api/v1" })
        {
            foreach (var path in new[] { "chat/completions", "completions", "embeddings" })
            {
                using var forbidden = await client.PostJsonAsync($"{prefix}/{path}", """{"model":"secret","input":"x","prompt":"x","messages":[]}""");
                await forbidden.MustBeOpenAiErrorAsync(403, "gateway.model_not_allowed", "model");
            }
        }

        Assert.Empty(upstream.Requests);
        using var allowed = await client.ChatAsync();
        Assert.True(allowed.IsSuccessStatusCode);
    }

    [Fact]
    public async Task ModelsList_HasThoseAloneThatTheKeyMayCall()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await StartAsync(upstream);
        using var visitor = host.NewClient(cookies: true);
        var key = await host.ClaimKeyAsync(visitor);
        using var client = host.ClientWithKey(key);

        var ofTheTeam = await ListAsync(client);
        using var one = await client.GetPathAsync("v1/models/other");
        using var hidden = await client.GetPathAsync("v1/models/secret");
        await host.NarrowAsync(visitor, key, """{"models":["other"]}""");
        var ofTheKey = await ListAsync(client);
        using var hiddenNow = await client.GetPathAsync("v1/models/scripted");
        using var forbiddenNow = await client.ChatAsync();

        Assert.Equal(["other", "scripted"], ofTheTeam);
        Assert.True(one.IsSuccessStatusCode);
        await hidden.MustBeOpenAiErrorAsync(404, "model_not_found", "model");
        Assert.Equal(["other"], ofTheKey);
        await hiddenNow.MustBeOpenAiErrorAsync(404, "model_not_found", "model");
        await forbiddenNow.MustBeOpenAiErrorAsync(403, "gateway.model_not_allowed", "model");
    }

    private static Task<TestHost> StartAsync(ScriptedUpstream upstream) => TestHost.StartAsync(options =>
    {
        options.WithModel("scripted", upstream).WithModel("other", upstream).WithModel("secret", upstream);
        options.Settings["AKASHCHAT_PERMISSIONLESS_MODELS"] = "scripted, other, not-on-offer";
    });

    private static async Task<List<string?>> ListAsync(HttpClient client)
    {
        using var response = await client.GetPathAsync("v1/models");
        return (await response.ReadJsonAsync()).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()).ToList();
    }
}
