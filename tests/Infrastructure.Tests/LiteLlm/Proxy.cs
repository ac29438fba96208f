using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AkashChat.TestKit.LiteLlm;

namespace AkashChat.Infrastructure.Tests.LiteLlm;

/// <summary>Talks to the proxy as plainly as can be.</summary>
internal sealed class Proxy(LiteLlmServer server, string? key = LiteLlmServer.MasterKey)
{
    /// <summary>For requests that are not as plain.</summary>
    public static HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false });

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? json = null, string header = "Authorization", CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Address, path));
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation(header, header == "Authorization" ? $"Bearer {key}" : key);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The status and the body of a POST.</summary>
    public async Task<(int Status, JsonNode? Body)> PostAsync(string path, string json = "{}")
    {
        using var response = await SendAsync(HttpMethod.Post, path, json);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>The status and the body of a GET.</summary>
    public async Task<(int Status, JsonNode? Body)> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>The status of a chat call, and the type of its error.</summary>
    public async Task<(int Status, string? Type)> ChatAsync(string model = "gpt-4o")
    {
        var (status, body) = await PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[]}""");
        return (status, (string?)body!["error"]?["type"]);
    }
}
