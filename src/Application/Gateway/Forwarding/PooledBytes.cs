using System.Buffers;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Bytes that grow in rented memory, which goes back when they are disposed.</summary>
/// <remarks>
/// The pool keeps what it gets back, for every thread and size, until a full collection that may never come: a few answers at
/// the limit would cost hundreds of megabytes for good. Large buffers therefore come from the operating system and return to it.
/// </remarks>
public sealed class PooledBytes : IDisposable
{
    private const int FirstRent = 16 * 1024;

    // Grown as bytes come: what somebody announces costs them nothing, and must not cost us much. With one more byte it is
    // just what the pool has.
    private const int MaxFirstRent = (128 * 1024) - 1;

    // Long prompts stay below it. The pool keeps up to 32 of each size for each processor, and one for each thread.
    private const int MaxPooled = 512 * 1024;

    private readonly int _most;
    private Memory<byte> _buffer;

    // Whose memory the buffer is: one of the two.
    private byte[]? _array;
    private MappedMemory? _mapped;

    /// <summary>Rents memory.</summary>
    /// <param name="capacity">A first guess of the size, in bytes.</param>
    public PooledBytes(int capacity)
        : this(capacity, int.MaxValue)
    {
    }

    private PooledBytes(int capacity, int most)
    {
        _most = most;
        Rent(Math.Max(capacity, 256));
    }

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>The written bytes; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _buffer[..Length];

    /// <summary>Rents memory for what comes from outside.</summary>
    /// <param name="maxBytes">How many there may be; one more fits in, and shows that there are too many.</param>
    /// <param name="announced">How many there are said to be, if that is known.</param>
    public static PooledBytes ForAtMost(int maxBytes, long? announced) =>
        new((int)Math.Min(announced ?? FirstRent, MaxFirstRent) + 1, maxBytes + 1);

    /// <summary>Reads to an end.</summary>
    /// <param name="answer">What is read; it may say how long it is.</param>
    /// <param name="maxBytes">How many there may be.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The bytes, to be disposed; null: there are more than may be.</returns>
    public static async ValueTask<PooledBytes?> ReadToEndAsync(UpstreamAnswer answer, int maxBytes, CancellationToken cancellationToken)
    {
        if (answer.ContentLength > maxBytes)
        {
            return null;
        }

        var bytes = ForAtMost(maxBytes, answer.ContentLength);
        try
        {
            int count;
            while ((count = await answer.ReadAsync(bytes.Free(1), cancellationToken)) > 0)
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
            Grow(Length + atLeast);
        }

        return _buffer[Length..];
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
        var buffer = _buffer.Span;
        buffer[count..Length].CopyTo(buffer);
        Length -= count;
    }

    /// <summary>Drops bytes from the middle.</summary>
    public void Remove(int start, int count)
    {
        var buffer = _buffer.Span;
        buffer[(start + count)..Length].CopyTo(buffer[start..]);
        Length -= count;
    }

    /// <summary>Puts other bytes in the place of some.</summary>
    public void Replace(Range place, ReadOnlySpan<byte> bytes)
    {
        var (start, length) = place.GetOffsetAndLength(Length);
        var behind = Length - start - length;
        var grown = bytes.Length - length;
        Free(Math.Max(0, grown));
        var buffer = _buffer.Span;
        buffer.Slice(start + length, behind).CopyTo(buffer[(start + bytes.Length)..]);
        bytes.CopyTo(buffer[start..]);
        Length += grown;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _buffer = default;
        Length = 0;
        Return(Interlocked.Exchange(ref _array, null), Interlocked.Exchange(ref _mapped, null));
    }

    private void Grow(int atLeast)
    {
        var (array, mapped, written) = (_array, _mapped, Written);

        var size = Math.Max(Math.Min(_buffer.Length * 2, _most), atLeast);

        // Mapped memory costs nothing before it is written to, so that it may have its last size at once.
        Rent(size > MaxPooled && _most < int.MaxValue ? Math.Max(_most, atLeast) : size);
        written.CopyTo(_buffer);
        Return(array, mapped);
    }

    private void Rent(int size)
    {
        if (size <= MaxPooled)
        {
            (_array, _mapped) = (ArrayPool<byte>.Shared.Rent(size), null);
            _buffer = _array;
            return;
        }

        (_array, _mapped) = (null, new MappedMemory(size));
        _buffer = _mapped.Memory;
    }

    private static void Return(byte[]? array, MappedMemory? mapped)
    {
        if (array is not null)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        ((IDisposable?)mapped)?.Dispose();
    }
}
