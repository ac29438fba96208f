using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AkashChat.Infrastructure.Gateway.Sockets;

/// <summary>The calls of Linux that the event loop is made of (<c>man 7 epoll</c>).</summary>
internal static unsafe partial class Epoll
{
    /// <summary>Something has come, or the other side has ended.</summary>
    internal const uint In = 0x001;

    /// <summary>There is room for sending again.</summary>
    internal const uint Out = 0x004;

    /// <summary>An error, an end of both directions, or the other side's end: more than data.</summary>
    internal const uint Ending = 0x008 | 0x010 | 0x2000;

    /// <summary>Told once, when it changes.</summary>
    internal const uint Edge = 1u << 31;

    private const int CloseOnExec = 0x80000;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Add = 1;

    private const int Interrupted = 4;
    private const int Again = 11;
    private const int InProgress = 115;

    // The kernel packs the structure on x64 alone.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Makes an instance.</summary>
    internal static int Create()
    {
        var epoll = epoll_create1(CloseOnExec);
        return epoll >= 0 ? epoll : throw LastError();
    }

    /// <summary>Tells of everything that happens to a socket from now on.</summary>
    internal static void Watch(int epoll, int socket, int slot, uint generation)
    {
        var change = stackalloc byte[EventBytes];
        *(uint*)change = In | Out | Ending | Edge;
        *(long*)(change + EventBytes - sizeof(long)) = ((long)generation << 32) | (uint)slot;
        if (epoll_ctl(epoll, Add, socket, change) < 0)
        {
            throw LastError();
        }
    }

    /// <summary>Takes what has happened.</summary>
    /// <param name="epoll">The instance.</param>
    /// <param name="events">Where it goes.</param>
    /// <param name="isPatient">Whether to wait until there is something.</param>
    /// <returns>How many events there are.</returns>
    internal static int Wait(int epoll, Events events, bool isPatient)
    {
        while (true)
        {
            int count;
            fixed (byte* into = events.Bytes)
            {
                count = epoll_wait(epoll, into, events.Count, isPatient ? -1 : 0);
            }

            if (count >= 0)
            {
                return count;
            }

            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                throw LastError();
            }
        }
    }

    /// <summary>Takes what has come.</summary>
    /// <returns>How many bytes; 0: the other side has ended; -1: nothing has come.</returns>
    /// <exception cref="SocketException">The connection broke off.</exception>
    internal static int Receive(int socket, Span<byte> into, bool isPeek = false)
    {
        fixed (byte* start = into)
        {
            nint count;
            do
            {
                count = recv(socket, start, (nuint)into.Length, DontWait | (isPeek ? 2 : 0));
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);

            return CountOf(count);
        }
    }

    /// <summary>Sends what the system takes of two pieces.</summary>
    /// <returns>How many bytes; -1: there is no room.</returns>
    /// <exception cref="SocketException">The connection broke off.</exception>
    internal static int Send(int socket, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        fixed (byte* one = first, two = second)
        {
            var pieces = stackalloc Piece[2];
            pieces[0] = new Piece(one, (nuint)first.Length);
            pieces[1] = new Piece(two, (nuint)second.Length);
            var message = new Message(pieces, 2);
            nint count;
            do
            {
                count = second.IsEmpty
                    ? send(socket, one, (nuint)first.Length, DontWait | NoSignal)
                    : sendmsg(socket, &message, DontWait | NoSignal);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);

            return CountOf(count);
        }
    }

    /// <summary>Begins to connect a socket that does not block.</summary>
    /// <returns>Whether it is connected already; else it is once there is room for sending.</returns>
    /// <exception cref="SocketException">It cannot be.</exception>
    internal static bool Connect(int socket, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            return connect(socket, start, (uint)address.Length) == 0
                || (Marshal.GetLastPInvokeError() is InProgress or Interrupted ? false : throw LastError());
        }
    }

    private static int CountOf(nint count) =>
        count >= 0 ? (int)count : Marshal.GetLastPInvokeError() == Again ? -1 : throw LastError();

    private static SocketException LastError() => new((int)ErrorOf(Marshal.GetLastPInvokeError()));

    private static SocketError ErrorOf(int number) => number switch
    {
        24 => SocketError.TooManyOpenSockets,
        32 => SocketError.Shutdown,
        101 => SocketError.NetworkUnreachable,
        104 => SocketError.ConnectionReset,
        105 => SocketError.NoBufferSpaceAvailable,
        107 => SocketError.NotConnected,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int socket, byte* change);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, byte* events, int count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* into, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(int socket, Message* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int socket, byte* address, uint length);

    /// <summary>Room for events.</summary>
    internal sealed class Events(int count)
    {
        /// <summary>How many there is room for.</summary>
        internal int Count => count;

        internal byte[] Bytes { get; } = GC.AllocateArray<byte>(count * EventBytes, pinned: true);

        /// <summary>What happened, and to whom.</summary>
        internal (uint Flags, int Slot, uint Generation) this[int index]
        {
            get
            {
                var start = Bytes.AsSpan(index * EventBytes, EventBytes);
                var whom = MemoryMarshal.Read<ulong>(start[^sizeof(long)..]);
                return (MemoryMarshal.Read<uint>(start), (int)(uint)whom, (uint)(whom >> 32));
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Piece(byte* start, nuint length)
    {
        private readonly byte* _start = start;
        private readonly nuint _length = length;
    }

    // struct msghdr
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Message(Piece* pieces, nuint count)
    {
        private readonly void* _name;
        private readonly uint _nameLength;
        private readonly Piece* _pieces = pieces;
        private readonly nuint _count = count;
        private readonly void* _control;
        private readonly nuint _controlLength;
        private readonly int _flags;
    }
}
