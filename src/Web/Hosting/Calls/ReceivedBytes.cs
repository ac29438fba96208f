using System.Buffers;
using AkashChat.Infrastructure.Gateway.Sockets;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>What has come on a connection and is not done with. As long as that is nothing, it holds no memory.</summary>
/// <param name="socket">The connection.</param>
internal sealed class ReceivedBytes(LoopSocket socket)
{
    private const int FirstLength = 4 * 1024;

    private byte[]? _bytes;

    /// <summary>How many.</summary>
    internal int Count { get; private set; }

    /// <summary>Whether there is no room for more.</summary>
    internal bool IsFull => Count == _bytes?.Length;

    /// <summary>All of them.</summary>
    internal ReadOnlyMemory<byte> All => _bytes.AsMemory(0, Count);

    /// <summary>Takes what has come, as far as there is room.</summary>
    /// <returns>How many; 0: the caller has ended the connection; -1: nothing.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">The connection broke off.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    internal int TakeIn()
    {
        if (IsFull)
        {
            return -1;
        }

        _bytes ??= ArrayPool<byte>.Shared.Rent(FirstLength);
        var count = socket.TryReceive(_bytes.AsSpan(Count));
        Count += Math.Max(count, 0);
        return count;
    }

    /// <summary>Sees to it that so many fit.</summary>
    internal void MakeRoom(int length)
    {
        if (_bytes is not null && _bytes.Length < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(length);
            All.Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }

    /// <summary>Forgets the first of them.</summary>
    internal void Drop(int count)
    {
        Count -= count;
        if (Count == 0)
        {
            Return();
        }
        else
        {
            _bytes.AsSpan(count, Count).CopyTo(_bytes);
        }
    }

    /// <summary>Gives the memory back, with all that is in it.</summary>
    internal void Return()
    {
        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            (_bytes, Count) = (null, 0);
        }
    }
}
