using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace AkashChat.Api.Tests.Keys;

/// <summary>Sends what GitHub's secret scanning sends.</summary>
internal static class ScanningCalls
{
    public static Task<TestHost> StartHostAsync(GitHubKeyServer github, TestDatabase database = TestDatabase.Sqlite) => TestHost.StartAsync(options =>
    {
        options.Database = database;
        options.Settings["AKASHCHAT_GITHUB_SECRET_SCANNING_KEYS"] = github.Address.ToString();
        options.Settings["LOG_LEVEL"] = "trace";

        // The list is waited for by the machine's own time: a machine that stalls is not to be an outage.
        options.Configure = builder => builder.Services.PostConfigureAll<HttpClientFactoryOptions>(
            factory => factory.HttpClientActions.Add(client => client.Timeout = TimeSpan.FromSeconds(60)));
    });

    public static string Message(params IEnumerable<string> tokens) => JsonSerializer.Serialize(tokens.Select(token => new
    {
        token,
        type = "akashchat_api_key",
        url = "https://github.com/octocat/planted-place-7731/blob/main/.env",
        source = "content",
    }));

    public static Task<HttpResponseMessage> SendSignedAsync(this TestHost host, GitHubKeyServer github, string key, string body) =>
        host.SendMessageAsync(body, key, github.Sign(key, body));

    public static async Task<HttpResponseMessage> SendMessageAsync(this TestHost host, string body, string? key, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/leaked-keys/github") { Content = Json.Body(body) };
        if (key is not null)
        {
            request.Headers.Add("Github-Public-Key-Identifier", key);
        }

        if (signature is not null)
        {
            request.Headers.Add("Github-Public-Key-Signature", signature);
        }

        return await host.Client.SendAsync(request);
    }

    public static async Task<IReadOnlyList<(string Hash, string Type, string Label)>> ReadLabelsAsync(this HttpResponseMessage response)
    {
        Assert.Equal(200, (int)response.StatusCode);
        return
        [
            .. (await response.ReadJsonAsync()).EnumerateArray().Select(answer => (
                answer.GetProperty("token_hash").GetString()!, answer.GetProperty("token_type").GetString()!, answer.GetProperty("label").GetString()!)),
        ];
    }

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
