using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Lets what arrives on the gateway's sockets be handled by the thread that heard of it, without a detour through the thread pool.</summary>
/// <remarks>
/// The detour costs more than all of a call's own work. Only sockets that were chosen go without it: those of a database keep
/// it, so that nothing that waits for a query can hold up a stream. The runtime offers the choice for one socket only to
/// itself; should a later one not have it any more, sockets behave as usual.
/// </remarks>
/// <param name="isOn">Whether the operator lets them.</param>
public sealed class InlineSockets(bool isOn)
{
    // How many threads hear of sockets; the runtime's default counts on the thread pool doing the work.
    private const string ThreadCount = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    private static bool _isAway = !OperatingSystem.IsLinux();

    /// <summary>Gives every processor a thread that hears of sockets. Has an effect only before the process makes its first socket.</summary>
    public static void Prepare()
    {
        if (Environment.GetEnvironmentVariable(ThreadCount) is null)
        {
            Environment.SetEnvironmentVariable(ThreadCount, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Handles what arrives on this socket without the detour. Whoever waits for it must never block.</summary>
    public void Choose(Socket socket)
    {
        if (!isOn || _isAway)
        {
            return;
        }

        try
        {
            SetPreferInlineCompletions(socket, true);
        }
        catch (MissingMethodException)
        {
            _isAway = true;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    private static extern void SetPreferInlineCompletions(Socket socket, bool value);
}
