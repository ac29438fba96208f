using System.Text;
using AkashChat.Api.Tests.Support;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Calls whose answer is read event by event.</summary>
internal static class StreamCalls
{
    public const string Body = """{"model":"scripted","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    /// <summary>Sends the call and comes back with the head of the answer.</summary>
    public static Task<HttpResponseMessage> SendAsync(HttpClient client, string json, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = Json.Body(json) };
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The next event; empty: the stream is over.</summary>
    public static async Task<string> ReadEventAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            text.AppendLine(line);
        }

        return text.ToString();
    }
}
