using System.Buffers;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Bytes that grow in rented memory, and go back to the pool when disposed.</summary>
/// <remarks>
/// The pool keeps what it gets back, for every thread and size, until a full collection that may never come: a few answers at
/// the limit would cost hundreds of megabytes for good. Large buffers are therefore nobody's afterwards.
/// </remarks>
public sealed class PooledBytes : IDisposable
{
    private const int FirstRent = 16 * 1024;

    // Grown as bytes come: what somebody announces costs them nothing, and must not cost us much. With one more byte it is
    // just what the pool has.
    private const int MaxFirstRent = (128 * 1024) - 1;

    // Pictures and long prompts stay below it.
    private const int MaxPooled = 4 * 1024 * 1024;

    private readonly int _most;
    private byte[] _buffer;

    /// <summary>Rents memory.</summary>
    /// <param name="capacity">A first guess of the size, in bytes.</param>
    public PooledBytes(int capacity)
        : this(capacity, int.MaxValue)
    {
    }

    private PooledBytes(int capacity, int most)
    {
        _most = most;
        _buffer = Rent(Math.Max(capacity, 256));
    }

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>The written bytes; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="announced">How many bytes it is said to have, if that is known.</param>
    /// <param name="maxBytes">How many it may have.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The bytes, to be disposed; null: there are more than may be.</returns>
    public static Task<PooledBytes?> ReadToEndAsync(Stream stream, long? announced, int maxBytes, CancellationToken cancellationToken) =>
        ReadToEndAsync(stream.ReadAsync, announced, maxBytes, cancellationToken);

    /// <summary>Reads to an end.</summary>
    /// <param name="read">Reads what is there; 0 bytes: the end.</param>
    /// <param name="announced">How many bytes there are said to be, if that is known.</param>
    /// <param name="maxBytes">How many there may be.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The bytes, to be disposed; null: there are more than may be.</returns>
    public static async Task<PooledBytes?> ReadToEndAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> read, long? announced, int maxBytes, CancellationToken cancellationToken)
    {
        if (announced > maxBytes)
        {
            return null;
        }

        // One byte more shows that there are too many.
        var bytes = new PooledBytes((int)Math.Min(announced ?? FirstRent, MaxFirstRent) + 1, maxBytes + 1);
        try
        {
            int count;
            while ((count = await read(bytes.Free(1), cancellationToken)) > 0)
            {
                bytes.Advance(count);
                if (bytes.Length > maxBytes)
                {
                    bytes.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            bytes.Dispose();
            throw;
        }

        return bytes;
    }

    /// <summary>Memory to write into, at least of that size; <see cref="Advance"/> then says how much was written.</summary>
    public Memory<byte> Free(int atLeast)
    {
        if (_buffer.Length - Length < atLeast)
        {
            var larger = Rent(Math.Max(Math.Min(_buffer.Length * 2, _most), Length + atLeast));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(Length);
    }

    /// <summary>Counts bytes that were written into <see cref="Free"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Adds a copy of bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Free(bytes.Length).Span);
        Advance(bytes.Length);
    }

    /// <summary>Drops the first bytes and moves the rest to the front.</summary>
    public void Consume(int count)
    {
        _buffer.AsSpan(count, Length - count).CopyTo(_buffer);
        Length -= count;
    }

    /// <summary>Drops bytes from the middle.</summary>
    public void Remove(int start, int count)
    {
        _buffer.AsSpan(start + count, Length - start - count).CopyTo(_buffer.AsSpan(start));
        Length -= count;
    }

    /// <summary>Puts other bytes in the place of some.</summary>
    public void Replace(Range place, ReadOnlySpan<byte> bytes)
    {
        var (start, length) = place.GetOffsetAndLength(Length);
        var behind = Length - start - length;
        var grown = bytes.Length - length;
        Free(Math.Max(0, grown));
        _buffer.AsSpan(start + length, behind).CopyTo(_buffer.AsSpan(start + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(start));
        Length += grown;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            Return(buffer);
            Length = 0;
        }
    }

    private static byte[] Rent(int size) =>
        size <= MaxPooled ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);

    private static void Return(byte[] buffer)
    {
        if (buffer.Length <= MaxPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
