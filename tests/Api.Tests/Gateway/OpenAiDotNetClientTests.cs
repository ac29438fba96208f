using System.ClientModel;
using System.ClientModel.Primitives;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using OpenAI;
using OpenAI.Chat;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>The official client for .NET, with a claimed key.</summary>
public sealed class OpenAiDotNetClientTests
{
    [Fact]
    public async Task Models_AreListed()
    {
        await using var setting = await Setting.StartAsync();

        var models = await setting.Client.GetOpenAIModelClient().GetModelsAsync();

        Assert.Equal("scripted", Assert.Single(models.Value).Id);
    }

    [Fact]
    public async Task PlainChat_ArrivesByteForByte()
    {
        await using var setting = await Setting.StartAsync();

        var completion = await setting.Client.GetChatClient("scripted").CompleteChatAsync(new UserChatMessage("Hi"));

        Assert.Equal("Hello from the scripted server.", completion.Value.Content[0].Text);
        Assert.Equal(Answers.PromptTokens, completion.Value.Usage.InputTokenCount);
        Assert.Equal(setting.Upstream.OnlyRequest.SentBytes, completion.GetRawResponse().Content.ToArray());
    }

    [Fact]
    public async Task StreamedChat_ArrivesInPiecesWithItsUsage()
    {
        await using var setting = await Setting.StartAsync();
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
        await using var setting = await Setting.StartAsync();

        var embeddings = await setting.Client.GetEmbeddingClient("scripted").GenerateEmbeddingsAsync(["one", "two"]);

        Assert.Equal(2, embeddings.Value.Count);
        Assert.Equal(setting.Upstream.OnlyRequest.SentBytes, embeddings.GetRawResponse().Content.ToArray());
    }

    [Fact]
    public async Task WrongKey_IsTheClientsOwnException()
    {
        await using var setting = await Setting.StartAsync("sk-ac_wrong");

        var exception = await Assert.ThrowsAsync<ClientResultException>(() =>
            setting.Client.GetChatClient("scripted").CompleteChatAsync(new UserChatMessage("Hi")));

        Assert.Equal(401, exception.Status);
        Assert.Contains("keys.malformed", exception.Message, StringComparison.Ordinal);
    }

    private sealed class Setting : IAsyncDisposable
    {
        private readonly TestHost _host;
        private readonly Recorder _recorder = new();
        private readonly HttpClient _http;

        private Setting(ScriptedUpstream upstream, TestHost host, string key)
        {
            Upstream = upstream;
            _host = host;
            _http = new HttpClient(_recorder);
            Client = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions
            {
                Endpoint = new Uri(host.BaseAddress, "v1"),
                Transport = new HttpClientPipelineTransport(_http),
                RetryPolicy = new ClientRetryPolicy(0),
            });
        }

        public ScriptedUpstream Upstream { get; }

        public OpenAIClient Client { get; }

        public byte[] ReceivedBytes => _recorder.Received.ToArray();

        public static async Task<Setting> StartAsync(string? key = null)
        {
            var upstream = await ScriptedUpstream.StartAsync();
            var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
            return new Setting(upstream, host, key ?? await host.ClaimKeyAsync());
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _host.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }

    /// <summary>Keeps a copy of every byte that comes in.</summary>
    private sealed class Recorder() : DelegatingHandler(new SocketsHttpHandler())
    {
        public MemoryStream Received { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            Received.Write(bytes);
            var copy = new ByteArrayContent(bytes);
            copy.Headers.ContentType = response.Content.Headers.ContentType;
            response.Content = copy;
            return response;
        }
    }
}
