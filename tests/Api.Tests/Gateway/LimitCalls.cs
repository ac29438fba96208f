using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Calls and acts of keys that have limits.</summary>
internal static class LimitCalls
{
    public const string Chat = """{"model":"scripted","messages":[{"role":"user","content":"Hi"}]}""";

    public static Task<HttpResponseMessage> ChatAsync(this HttpClient client, string json = Chat) => client.PostJsonAsync("v1/chat/completions", json);

    /// <summary>Makes it a client whose calls are tried once: between two tries the host's clock would have to go on.</summary>
    public static HttpClient WithoutRetries(this HttpClient client)
    {
        client.DefaultRequestHeaders.Add("x-litellm-num-retries", "0");
        return client;
    }

    /// <summary>The value of a header; null: it is not there.</summary>
    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    /// <summary>Sets the own limits of a visitor's only key, and lets the second pass after which they are felt.</summary>
    public static async Task NarrowAsync(this TestHost host, HttpClient visitor, string key, string limits)
    {
        using var body = Json.Body(limits);
        using var response = await visitor.PutAsync(new Uri($"api/keys/{IdOf(key)}/limits", UriKind.Relative), body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        host.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>The public id within a key.</summary>
    public static string IdOf(string key) => key[6..16];
}
