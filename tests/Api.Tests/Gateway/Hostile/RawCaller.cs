using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AkashChat.Api.Tests.Gateway.Hostile;

/// <summary>A caller who writes what no client would, on a connection of its own.</summary>
internal sealed partial class RawCaller : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly Uri _host;

    private RawCaller(Uri host) => _host = host;

    /// <summary>Connects.</summary>
    /// <param name="host">Where to.</param>
    /// <param name="receiveBuffer">How much the system takes of what nobody reads, in bytes; null: as much as it likes.</param>
    public static async Task<RawCaller> ConnectAsync(Uri host, int? receiveBuffer = null)
    {
        var caller = new RawCaller(host);
        if (receiveBuffer is { } size)
        {
            caller._client.ReceiveBufferSize = size;
        }

        await caller._client.ConnectAsync(host.Host, host.Port);
        return caller;
    }

    /// <summary>The head of a call.</summary>
    /// <param name="key">The caller's key.</param>
    /// <param name="headers">More header lines, each with its end.</param>
    /// <param name="path">The route.</param>
    public string Head(string key, string headers, string path = "/v1/chat/completions") =>
        $"POST {path} HTTP/1.1\r\nHost: {_host.Authority}\r\nAuthorization: Bearer {key}\r\n{headers}\r\n";

    /// <summary>Sends text, one byte for each character.</summary>
    public async Task SendAsync(string text) => await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends text to somebody who may have closed the connection.</summary>
    public async Task TrySendAsync(string text)
    {
        try
        {
            await SendAsync(text);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // What it says about it is still to be read.
        }
    }

    /// <summary>Sends text byte by byte, so many in a second, until somebody closes the connection or the test is over.</summary>
    public async Task TrySendSlowlyAsync(string text, int bytesPerSecond, CancellationToken end)
    {
        try
        {
            foreach (var character in text)
            {
                await Task.Delay(TimeSpan.FromSeconds(1) / bytesPerSecond, end);
                await SendAsync(character.ToString());
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // As long as it lasted.
        }
    }

    /// <summary>Reads until a text has come.</summary>
    public async Task ReadUntilAsync(string text)
    {
        var buffer = new byte[1024];
        var read = string.Empty;
        while (!read.Contains(text, StringComparison.Ordinal))
        {
            var count = await _client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Patience);
            Assert.True(count > 0, $"The connection ended after: {read}");
            read += Encoding.Latin1.GetString(buffer, 0, count);
        }
    }

    /// <summary>Reads until the connection ends, in whatever way.</summary>
    public async Task<RawAnswer> ReadToEndAsync()
    {
        using var bytes = new MemoryStream();
        try
        {
            await _client.GetStream().CopyToAsync(bytes).WaitAsync(Patience);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // What came before it counts.
        }

        var text = Encoding.Latin1.GetString(bytes.ToArray());
        return new RawAnswer(
            StatusLine().Match(text) is { Success: true } status ? int.Parse(status.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0,
            CodeMember().Match(text) is { Success: true } code ? code.Groups[1].Value : null);
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("^HTTP/1\\.[01] ([0-9]{3})")]
    private static partial Regex StatusLine();

    [GeneratedRegex("\"code\":\"([^\"]+)\"")]
    private static partial Regex CodeMember();
}

/// <summary>What came back.</summary>
/// <param name="Status">The status; 0: the connection was closed without an answer.</param>
/// <param name="Code">The error's code; null: there is none.</param>
internal readonly record struct RawAnswer(int Status, string? Code);
