using AkashChat.TestKit.Hosting;

namespace AkashChat.Api.Tests.Operations;

/// <summary>Callers of the program as a process.</summary>
internal static class ProcessCalls
{
    /// <summary>Makes a key, as a user of the command line does.</summary>
    public static async Task<string> NewKeyAsync(this AkashChatProcess server) =>
        (await AkashChatProcess.RunToEndAsync("key", "--url", server.Address.ToString())).Trim();

    /// <summary>A client with a key.</summary>
    public static HttpClient ClientWithKey(this AkashChatProcess server, string key)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        return client;
    }
}
