using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>How kinds of servers are spoken to, as they see it.</summary>
public sealed class ProviderTests
{
    [Theory]
    [InlineData("chat/completions", "/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21")]
    [InlineData("embeddings", "/openai/deployments/my%20gpt/embeddings?api-version=2024-10-21")]
    [InlineData("audio/speech", "/openai/deployments/my%20gpt/audio/speech?api-version=2024-10-21")]
    [InlineData("responses", "/openai/responses?api-version=2024-10-21")]
    public async Task Azure_SeesItsAddressItsVersionAndItsHeader(string route, string expected)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithEntry($"""
              - model_name: gpt
                litellm_params:
                  model: "azure/my gpt"
                  api_base: "{upstream.ApiBase.GetLeftPart(UriPartial.Authority)}"
                  api_key: azure-key-4711
                  api_version: "2024-10-21"

            """));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync($"v1/{route}", """{"model":"gpt","input":"x","messages":[]}""");

        var seen = upstream.OnlyRequest;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((expected, "azure-key-4711", "my gpt"), (seen.Path, seen.Headers["api-key"], seen.Model));
        Assert.False(seen.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Organization_IsNamedToTheServer()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithEntry($"""
              - model_name: gpt
                litellm_params:
                  model: openai/gpt
                  api_base: "{upstream.ApiBase}"
                  api_key: key-4711
                  organization: org-4711

            """));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", """{"model":"gpt","messages":[]}""");

        var headers = upstream.OnlyRequest.Headers;
        Assert.Equal(("org-4711", "Bearer key-4711", "application/json"), (headers["OpenAI-Organization"], headers["Authorization"], headers["Content-Type"]));
        Assert.StartsWith("AkashChat/", headers["User-Agent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mistral", false)]
    [InlineData("groq", true)]
    public async Task StreamsUsage_IsAskedOnlyOfServersThatTakeTheQuestion(string prefix, bool asked)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithEntry($"""
              - model_name: scripted
                litellm_params:
                  model: {prefix}/scripted
                  api_base: "{upstream.ApiBase}"

            """));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", StreamCalls.Body);

        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(asked, upstream.OnlyRequest.WantsUsage);
    }

    [Fact]
    public async Task OllamasAddressWithoutV1_GetsIt()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithEntry($"""
              - model_name: llama
                litellm_params:
                  model: ollama/llama3:8b
                  api_base: "{upstream.ApiBase.GetLeftPart(UriPartial.Authority)}"

            """));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", """{"model":"llama","messages":[]}""");

        Assert.Equal(("/v1/chat/completions", "llama3:8b"), (upstream.OnlyRequest.Path, upstream.OnlyRequest.Model));
    }
}
