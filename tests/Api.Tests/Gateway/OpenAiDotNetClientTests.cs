using System.ClientModel;
using AkashChat.TestKit.Upstream;
using OpenAI.Chat;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>The official client for .NET, with a claimed key.</summary>
public sealed class OpenAiDotNetClientTests
{
    // The client waits by a coarser clock than the one that measures it.
    private static readonly TimeSpan TimersAreEarlyBy = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Models_AreListed()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();

        var models = await setting.Client.GetOpenAIModelClient().GetModelsAsync();

        Assert.Equal("scripted", Assert.Single(models.Value).Id);
    }

    [Fact]
    public async Task LimitThatIsMet_IsWaitedForAsLongAsWeSayAndThenMetNoMore()
    {
        await using var setting = await OpenAiClientSetting.StartWithLimitAsync();
        var chat = setting.Client.GetChatClient("scripted");
        for (var call = 0; call < 20 && setting.Attempts.All(attempt => attempt.Status == 200); call++)
        {
            await chat.CompleteChatAsync(new UserChatMessage("Hi"));
        }

        var refused = setting.Attempts.ToList().FindIndex(attempt => attempt.Status == 429);
        var (_, sentAt, retryAfter) = setting.Attempts[refused];
        var (status, sentAgainAt, _) = setting.Attempts[refused + 1];
        Assert.Equal(200, status);
        Assert.True(TimeProvider.System.GetElapsedTime(sentAt, sentAgainAt) >= retryAfter - TimersAreEarlyBy);
    }

    [Fact]
    public async Task PlainChat_ArrivesByteForByte()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();

        var completion = await setting.Client.GetChatClient("scripted").CompleteChatAsync(new UserChatMessage("Hi"));

        Assert.Equal("Hello from the scripted server.", completion.Value.Content[0].Text);
        Assert.Equal(Answers.PromptTokens, completion.Value.Usage.InputTokenCount);
        Assert.Equal(setting.Upstream.OnlyRequest.SentBytes, completion.GetRawResponse().Content.ToArray());
    }

    [Fact]
    public async Task StreamedChat_ArrivesInPiecesWithItsUsage()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();
        setting.Upstream.Script = Scripts.Streamed(5);

        var text = string.Empty;
        ChatTokenUsage? usage = null;
        await foreach (var update in setting.Client.GetChatClient("scripted").CompleteChatStreamingAsync(new UserChatMessage("Hi")))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
        }

        // This client asks for usage in the stream itself.
        Assert.Equal("word0 word1 word2 word3 word4 ", text);
        Assert.Equal(Answers.CompletionTokens, usage?.OutputTokenCount);
        Assert.Equal(setting.Upstream.OnlyRequest.SentBytes, setting.ReceivedBytes);
    }

    [Fact]
    public async Task Embeddings_ArriveByteForByte()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();

        var embeddings = await setting.Client.GetEmbeddingClient("scripted").GenerateEmbeddingsAsync(["one", "two"]);

        Assert.Equal(2, embeddings.Value.Count);
        Assert.Equal(setting.Upstream.OnlyRequest.SentBytes, embeddings.GetRawResponse().Content.ToArray());
    }

    [Fact]
    public async Task WrongKey_IsTheClientsOwnException()
    {
        await using var setting = await OpenAiClientSetting.StartAsync("sk-ac_wrong");

        var exception = await Assert.ThrowsAsync<ClientResultException>(() =>
            setting.Client.GetChatClient("scripted").CompleteChatAsync(new UserChatMessage("Hi")));

        Assert.Equal(401, exception.Status);
        Assert.Contains("keys.malformed", exception.Message, StringComparison.Ordinal);
    }
}
