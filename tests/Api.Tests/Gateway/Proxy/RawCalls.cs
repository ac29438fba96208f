using System.Net.Sockets;
using System.Text;

namespace AkashChat.Api.Tests.Gateway.Proxy;

/// <summary>Requests as they are written, past clients that tidy paths up.</summary>
internal static class RawCalls
{
    /// <summary>Sends one on a connection of its own.</summary>
    /// <returns>The status; 0: the connection was closed without an answer.</returns>
    public static async Task<int> SendAsync(Uri host, string method, string target, params string[] headers)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(host.Host, host.Port);
        var stream = client.GetStream();
        var length = method == "GET" ? "" : "Content-Type: application/json\r\nContent-Length: 2\r\n";
        var head = $"{method} {target} HTTP/1.1\r\nHost: {host.Authority}\r\nConnection: close\r\n{length}{string.Concat(headers.Select(line => line + "\r\n"))}\r\n";
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(method == "GET" ? head : head + "{}"));
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var text = await reader.ReadToEndAsync();
            return text.Length > 12 ? int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
