using System.ClientModel;
using System.ClientModel.Primitives;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using OpenAI;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>The official client for .NET with a claimed key, the gateway, and a scripted server behind it.</summary>
internal sealed class OpenAiClientSetting : IAsyncDisposable
{
    /// <summary>A limit of each key.</summary>
    public const string OneRequestInThreeSeconds = """
        akashchat_settings:
          limits:
            - for: key
              requests: 1
              per: 3s
        """;

    private readonly TestHost _host;
    private readonly Recorder _recorder = new();
    private readonly HttpClient _http;

    private OpenAiClientSetting(ScriptedUpstream upstream, TestHost host, string key, int retries)
    {
        Upstream = upstream;
        _host = host;
        _http = new HttpClient(_recorder);
        Client = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions
        {
            Endpoint = new Uri(host.BaseAddress, "v1"),
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(retries),
        });
    }

    public ScriptedUpstream Upstream { get; }

    public OpenAIClient Client { get; }

    public byte[] ReceivedBytes => _recorder.Received.ToArray();

    /// <summary>Every answer's status, when its request was sent, and what it says of trying again.</summary>
    public IReadOnlyList<(int Status, long SentAt, TimeSpan? RetryAfter)> Attempts => _recorder.Attempts;

    public static async Task<OpenAiClientSetting> StartAsync(string? key = null)
    {
        var upstream = await ScriptedUpstream.StartAsync();
        var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        return new OpenAiClientSetting(upstream, host, key ?? await host.ClaimKeyAsync(), retries: 0);
    }

    /// <summary>With a limit that is soon over, in real time, and a client that tries again once.</summary>
    public static async Task<OpenAiClientSetting> StartWithLimitAsync()
    {
        var upstream = await ScriptedUpstream.StartAsync();
        var host = await TestHost.StartAsync(options =>
        {
            options.RealTime = true;
            options.WithModel("scripted", upstream).WithSections(OneRequestInThreeSeconds);
        });
        return new OpenAiClientSetting(upstream, host, await host.ClaimKeyAsync(), retries: 1);
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

        public List<(int Status, long SentAt, TimeSpan? RetryAfter)> Attempts { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sentAt = TimeProvider.System.GetTimestamp();
            var response = await base.SendAsync(request, cancellationToken);
            Attempts.Add(((int)response.StatusCode, sentAt, response.Headers.RetryAfter?.Delta));
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            Received.Write(bytes);
            var copy = new ByteArrayContent(bytes);
            copy.Headers.ContentType = response.Content.Headers.ContentType;
            response.Content = copy;
            return response;
        }
    }
}
