using System.Net.Sockets;
using System.Text;

namespace AkashChat.Web.Tests.Hosting.Calls;

/// <summary>A caller who decides himself which bytes go together.</summary>
internal sealed class WireCaller : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    /// <summary>Connects.</summary>
    public static async Task<WireCaller> ConnectAsync(Uri host)
    {
        var caller = new WireCaller();
        await caller._client.ConnectAsync(host.Host, host.Port);
        caller._stream = caller._client.GetStream();
        return caller;
    }

    /// <summary>A call with this body.</summary>
    public string Call(string body, string path = "/v1/chat/completions") =>
        $"POST {path} HTTP/1.1\r\nHost: {_client.Client.RemoteEndPoint}\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>Sends text, one byte for each character.</summary>
    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Tells that nothing more comes.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until a text has come.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var buffer = new byte[4096];
        var read = string.Empty;
        while (!read.Contains(text, StringComparison.Ordinal))
        {
            var count = await _stream.ReadAsync(buffer).AsTask().WaitAsync(Patience);
            Assert.True(count > 0, $"The connection ended after: {read}");
            read += Encoding.Latin1.GetString(buffer, 0, count);
        }

        return read;
    }

    /// <summary>Reads until the connection ends.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var bytes = new MemoryStream();
        await _stream.CopyToAsync(bytes).WaitAsync(Patience);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    public void Dispose() => _client.Dispose();
}
