namespace AkashChat.Infrastructure.Gateway.Http1;

/// <summary>Takes the frames out of a body that comes in chunks, wherever the pieces are cut.</summary>
internal struct ChunkedBody
{
    // Extensions and trailers carry nothing for us; more than this is no body but a trick.
    private const int MaxIdleBytes = 16 * 1024;
    private const long MaxChunk = 1L << 48;

    private Place _place;
    private long _left;
    private int _digits;
    private int _idle;

    private enum Place
    {
        Size,
        Extension,
        SizeEnd,
        Data,
        DataEnd,
        DataLineFeed,
        TrailerStart,
        Trailer,
        TrailerEnd,
        LastLineFeed,
        Over,
    }

    /// <summary>Whether the last frame was read.</summary>
    public readonly bool IsOver => _place == Place.Over;

    /// <summary>Moves the body's bytes to the front of these.</summary>
    /// <param name="bytes">What has come.</param>
    /// <param name="used">How many of them belong to the body and its frames; more than that came only if it is over.</param>
    /// <returns>How many bytes of the body stand at the front now.</returns>
    /// <exception cref="IOException">These are no chunks.</exception>
    public int Unframe(Span<byte> bytes, out int used)
    {
        var written = 0;
        used = 0;
        while (used < bytes.Length && _place != Place.Over)
        {
            if (_place == Place.Data)
            {
                var count = (int)Math.Min(_left, bytes.Length - used);
                bytes.Slice(used, count).CopyTo(bytes[written..]);
                (written, used, _left) = (written + count, used + count, _left - count);
                _place = _left == 0 ? Place.DataEnd : Place.Data;
            }
            else
            {
                Step(bytes[used++]);
            }
        }

        return written;
    }

    private void Step(byte next)
    {
        _place = _place switch
        {
            Place.Size => Size(next),
            Place.Extension => next == '\r' ? Place.SizeEnd : Idle(next, Place.Extension),
            Place.SizeEnd => next == '\n' ? AfterSize() : throw NoChunks(),
            Place.DataEnd => next == '\r' ? Place.DataLineFeed : throw NoChunks(),
            Place.DataLineFeed => next == '\n' ? Place.Size : throw NoChunks(),
            Place.TrailerStart => next == '\r' ? Place.LastLineFeed : Idle(next, Place.Trailer),
            Place.Trailer => next == '\r' ? Place.TrailerEnd : Idle(next, Place.Trailer),
            Place.TrailerEnd => next == '\n' ? Place.TrailerStart : throw NoChunks(),
            _ => next == '\n' ? Place.Over : throw NoChunks(),
        };
    }

    private Place Size(byte next)
    {
        if (char.IsAsciiHexDigit((char)next))
        {
            _left = (_left * 16) + (next <= '9' ? next - '0' : (next | 0x20) - 'a' + 10);
            _digits++;
            return _left <= MaxChunk && _digits <= 16 ? Place.Size : throw NoChunks();
        }

        return _digits == 0 ? throw NoChunks()
            : next == '\r' ? Place.SizeEnd
            : next is (byte)';' or (byte)' ' or (byte)'\t' ? Idle(next, Place.Extension)
            : throw NoChunks();
    }

    private Place AfterSize()
    {
        // The bound is one frame's: a long stream may say something beside each.
        _digits = 0;
        _idle = 0;
        return _left == 0 ? Place.TrailerStart : Place.Data;
    }

    private Place Idle(byte next, Place place) =>
        next == '\n' || ++_idle > MaxIdleBytes ? throw NoChunks() : place;

    private static IOException NoChunks() => new("The body's frames are broken.");
}
