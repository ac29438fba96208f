using System.Net.Sockets;
using System.Text;

namespace AkashChat.TestKit.Servers;

/// <summary>Tells whether a container engine answers, without waiting for one that does not.</summary>
public static class ContainerEngine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);
    private static readonly Lazy<Task<bool>> Probe = new(ProbeAsync);
    private static volatile bool _isUseless;

    /// <summary>Whether an engine answers; asked once per process.</summary>
    /// <remarks><c>AKASHCHAT_TEST_SERVERS=programs</c> passes engines by, so that a machine with both can test either way.</remarks>
    public static Task<bool> AnswersAsync() => Probe.Value;

    /// <summary>Starts a server in a container if an engine answers.</summary>
    /// <param name="start">Starts it; cleans up after itself if that fails.</param>
    /// <param name="hasPrograms">Whether the installed programs can take over where the engine answers but cannot do it: no way to the images, another API version.</param>
    /// <returns>Whether it runs in a container.</returns>
    public static async Task<bool> TryStartAsync(Func<Task> start, bool hasPrograms)
    {
        if (_isUseless || !await AnswersAsync())
        {
            return false;
        }

        try
        {
            await start();
            return true;
        }
        catch (Exception) when (hasPrograms)
        {
            _isUseless = true;
            return false;
        }
    }

    private static async Task<bool> ProbeAsync()
    {
        if (Environment.GetEnvironmentVariable("AKASHCHAT_TEST_SERVERS") == "programs")
        {
            return false;
        }

        foreach (var address in Addresses())
        {
            if (await AnswersPingAsync(address))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<Uri> Addresses()
    {
        if (Uri.TryCreate(Environment.GetEnvironmentVariable("DOCKER_HOST"), UriKind.Absolute, out var configured))
        {
            yield return configured;
            yield break;
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string?[] sockets = ["/var/run/docker.sock", $"{Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR")}/docker.sock", $"{home}/.docker/run/docker.sock"];
        foreach (var socket in sockets.Where(File.Exists))
        {
            yield return new Uri($"unix://{socket}");
        }
    }

    private static async Task<bool> AnswersPingAsync(Uri address)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var socket = address.Scheme == "unix"
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
            if (address.Scheme == "unix")
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.AbsolutePath), patience.Token);
            }
            else
            {
                await socket.ConnectAsync(address.Host, address.Port, patience.Token);
            }

            await socket.SendAsync("GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n"u8.ToArray(), patience.Token);
            var head = new byte[64];
            var read = await socket.ReceiveAsync(head, patience.Token);
            return Encoding.ASCII.GetString(head, 0, read).Contains(" 200 ", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ArgumentException)
        {
            return false;
        }
    }
}
