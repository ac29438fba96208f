using System.Text;

namespace AkashChat.Api.Tests.Gateway.Caching;

/// <summary>A stream that a test reads event by event.</summary>
internal sealed class OpenStream(HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
{
    public string? Mark => response.Header("x-akashchat-cache");

    public static async Task<OpenStream> StartAsync(HttpClient client, string json)
    {
        var response = await StreamCalls.SendAsync(client, json);
        return new OpenStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8));
    }

    public Task<string> NextAsync() => StreamCalls.ReadEventAsync(reader);

    public Task<string> RestAsync() => reader.ReadToEndAsync();

    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
