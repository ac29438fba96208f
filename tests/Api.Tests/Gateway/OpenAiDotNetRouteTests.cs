using System.ClientModel;
using AkashChat.TestKit.Upstream;
using OpenAI.Audio;
using OpenAI.Chat;
using OpenAI.Images;
using OpenAI.Responses;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>The official client for .NET on the routes besides chat and embeddings.</summary>
public sealed class OpenAiDotNetRouteTests
{
    private static MemoryStream Recording => new([82, 73, 70, 70]);

    [Fact]
    public async Task Speech_ArrivesByteForByte()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();

        var speech = await setting.Client.GetAudioClient("scripted").GenerateSpeechAsync("Good morning.", GeneratedSpeechVoice.Alloy);

        Assert.Equal(setting.Upstream.OnlyRequest.SentBytes, speech.Value.ToArray());
    }

    [Fact]
    public async Task Transcription_SendsTheFileAndGetsTheText()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();

        var transcription = await setting.Client.GetAudioClient("scripted").TranscribeAudioAsync(Recording, "said.wav");

        Assert.Equal(RouteScripts.Said, transcription.Value.Text);
        Assert.Equal("scripted", setting.Upstream.OnlyRequest.FormField("model"));
        Assert.Equal("RIFF", setting.Upstream.OnlyRequest.FormField("file"));
    }

    [Fact]
    public async Task Image_IsMade()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();

        var image = await setting.Client.GetImageClient("scripted").GenerateImageAsync("A lighthouse", new ImageGenerationOptions());

        Assert.Equal("iVBORw0KGgo=", Convert.ToBase64String(image.Value.ImageBytes.ToArray()));
    }

    [Fact]
    public async Task ImageEdit_SendsThePicture()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();
        using var picture = new MemoryStream([137, 80, 78, 71]);

        var image = await setting.Client.GetImageClient("scripted").GenerateImageEditAsync(picture, "lighthouse.png", "Make it night");

        Assert.NotEmpty(image.Value.ImageBytes.ToArray());
        Assert.Equal("/v1/images/edits", setting.Upstream.OnlyRequest.Path);
        Assert.Equal("Make it night", setting.Upstream.OnlyRequest.FormField("prompt"));
    }

    [Fact]
    public async Task Moderation_IsRead()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();

        var moderation = await setting.Client.GetModerationClient("scripted").ClassifyTextAsync("x");

        Assert.True(moderation.Value.Flagged);
        Assert.True(moderation.Value.Violence.Flagged);
    }

#pragma warning disable OPENAI001 // The client calls its part for responses experimental.
    [Fact]
    public async Task Response_ArrivesWhole()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();
        var options = new CreateResponseOptions { Model = "scripted" };
        options.InputItems.Add(ResponseItem.CreateUserMessageItem("Hi"));

        var response = await setting.Client.GetResponsesClient().CreateResponseAsync(options);

        Assert.Equal("Hello", response.Value.GetOutputText());
        Assert.Equal(7, response.Value.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task Response_ArrivesInPieces()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();
        var options = new CreateResponseOptions { Model = "scripted", StreamingEnabled = true };
        options.InputItems.Add(ResponseItem.CreateUserMessageItem("Hi"));

        var text = string.Empty;
        var isCompleted = false;
        await foreach (var update in await setting.Client.GetResponsesClient().CreateResponseStreamingAsync(options))
        {
            text += update is StreamingResponseOutputTextDeltaUpdate piece ? piece.Delta : string.Empty;
            isCompleted |= update is StreamingResponseCompletedUpdate;
        }

        Assert.Equal(("Hello", true), (text, isCompleted));
    }
#pragma warning restore OPENAI001

    [Fact]
    public async Task ToolCall_ArrivesWithItsArguments()
    {
        await using var setting = await OpenAiClientSetting.StartAsync();
        setting.Upstream.Script = Scripts.ToolCall(1_000);
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("save") } };

        var completion = await setting.Client.GetChatClient("scripted").CompleteChatAsync([new UserChatMessage("Save it")], options);

        Assert.Equal(ChatFinishReason.ToolCalls, completion.Value.FinishReason);
        Assert.Equal("save", Assert.Single(completion.Value.ToolCalls).FunctionName);
        Assert.Contains(new string('y', 1_000), completion.Value.ToolCalls[0].FunctionArguments.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody-has-this", 404, "model_not_found")]
    [InlineData("scripted", 400, "invalid_value")]
    public async Task Failure_IsTheClientsOwnException(string model, int status, string code)
    {
        await using var setting = await OpenAiClientSetting.StartAsync();
        setting.Upstream.Script = Scripts.BadRequest();

        var exception = await Assert.ThrowsAsync<ClientResultException>(() =>
            setting.Client.GetAudioClient(model).TranscribeAudioAsync(Recording, "said.wav"));

        Assert.Equal(status, exception.Status);
        Assert.Contains(code, exception.Message, StringComparison.Ordinal);
    }
}
