using System.ClientModel;
using System.ClientModel.Primitives;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using OpenAI;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>The official client for .NET with a claimed key, the gateway, and a scripted server behind it.</summary>
internal sealed class OpenAiClientSetting : IAsyncDisposable
{
    private readonly TestHost _host;
    private readonly Recorder _recorder = new();
    private readonly HttpClient _http;

    private OpenAiClientSetting(ScriptedUpstream upstream, TestHost host, string key)
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

    public static async Task<OpenAiClientSetting> StartAsync(string? key = null)
    {
        var upstream = await ScriptedUpstream.StartAsync();
        var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        return new OpenAiClientSetting(upstream, host, key ?? await host.ClaimKeyAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
        await Upstream.DisposeAsync();
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
