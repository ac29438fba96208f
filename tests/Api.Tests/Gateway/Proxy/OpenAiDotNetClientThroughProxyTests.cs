using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;

namespace AkashChat.Api.Tests.Gateway.Proxy;

/// <summary>The official client for .NET, with a claimed key, and a proxy behind us.</summary>
public sealed class OpenAiDotNetClientThroughProxyTests
{
    [Fact]
    public async Task ChatStreamAndModels_Work()
    {
        await using var rig = await ProxyRig.StartAsync();
        var client = ClientOf(rig, await rig.Host.ClaimKeyAsync());

        var completion = await client.GetChatClient("gpt-4o").CompleteChatAsync(new UserChatMessage("Hi"));
        var models = await client.GetOpenAIModelClient().GetModelsAsync();
        var text = string.Empty;
        ChatTokenUsage? usage = null;
        await foreach (var update in client.GetChatClient("gpt-4o").CompleteChatStreamingAsync(new UserChatMessage("Hi")))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
        }

        Assert.Equal("Hello from the model.", completion.Value.Content[0].Text);
        Assert.Equal("word0 word1 word2 ", text);
        Assert.Equal(20, usage?.OutputTokenCount);
        Assert.Equal(rig.Proxy.Models.Select(model => model.Name).Order(), models.Value.Select(model => model.Id).Order());
    }

    [Fact]
    public async Task WrongKey_IsTheClientsOwnException()
    {
        await using var rig = await ProxyRig.StartAsync();

        var exception = await Assert.ThrowsAsync<ClientResultException>(() =>
            ClientOf(rig, "sk-wrong").GetChatClient("gpt-4o").CompleteChatAsync(new UserChatMessage("Hi")));

        Assert.Equal(401, exception.Status);
        Assert.Contains("token_not_found_in_db", exception.GetRawResponse()!.Content.ToString(), StringComparison.Ordinal);
    }

    private static OpenAIClient ClientOf(ProxyRig rig, string key) => new(new ApiKeyCredential(key), new OpenAIClientOptions
    {
        Endpoint = new Uri(rig.Host.BaseAddress, "v1"),
        RetryPolicy = new ClientRetryPolicy(0),
    });
}
