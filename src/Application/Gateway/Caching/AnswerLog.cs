namespace AkashChat.Application.Gateway.Caching;

/// <summary>Bytes that one writes and several read, each at their own pace. Not safe by itself: a <see cref="Flight"/> guards it.</summary>
/// <param name="maxKept">Beyond so many bytes the beginning is forgotten; who is reading then can go on.</param>
internal sealed class AnswerLog(int maxKept)
{
    private const int SmallestChunk = 1024;
    private const int LargestChunk = 64 * 1024;

    private Chunk? _first;
    private Chunk? _last;

    /// <summary>How many bytes were written.</summary>
    public long Length { get; private set; }

    /// <summary>Whether all that was written is still there.</summary>
    public bool IsWhole => Length <= maxKept;

    /// <summary>Where reading begins.</summary>
    public Place Start
    {
        get
        {
            _last ??= _first = new Chunk(SmallestChunk);
            return new Place(_first!, 0);
        }
    }

    /// <summary>Adds a copy of bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        _last ??= _first = new Chunk(Math.Max(SmallestChunk, bytes.Length));
        var fits = Math.Min(bytes.Length, _last.Bytes.Length - _last.Written);
        bytes[..fits].CopyTo(_last.Bytes.AsSpan(_last.Written));
        _last.Written += fits;
        if (fits < bytes.Length)
        {
            var rest = bytes[fits..];
            var next = new Chunk(Math.Max(Math.Min(_last.Bytes.Length * 2, LargestChunk), rest.Length)) { Written = rest.Length };
            rest.CopyTo(next.Bytes);
            _last = _last.Next = next;
        }

        if (!IsWhole)
        {
            _first = null;
        }
    }

    /// <summary>Reads on.</summary>
    /// <returns>The next bytes, which stay as they are; empty: there are none yet.</returns>
    public static ReadOnlyMemory<byte> Read(ref Place place)
    {
        while (place.Offset == place.Chunk.Written && place.Chunk.Next is { } next)
        {
            place = new Place(next, 0);
        }

        var bytes = place.Chunk.Bytes.AsMemory(place.Offset, place.Chunk.Written - place.Offset);
        place = place with { Offset = place.Chunk.Written };
        return bytes;
    }

    /// <summary>All that was written; it must be whole.</summary>
    public byte[] ToArray()
    {
        var all = new byte[Length];
        var copied = 0;
        for (var chunk = _first; chunk is not null; chunk = chunk.Next)
        {
            chunk.Bytes.AsSpan(0, chunk.Written).CopyTo(all.AsSpan(copied));
            copied += chunk.Written;
        }

        return all;
    }

    /// <summary>Where somebody reads.</summary>
    internal readonly record struct Place(Chunk Chunk, int Offset);

    /// <summary>A piece of the bytes; what is written in it stays.</summary>
    internal sealed class Chunk(int size)
    {
        public byte[] Bytes { get; } = new byte[size];

        public int Written { get; set; }

        public Chunk? Next { get; set; }
    }
}
