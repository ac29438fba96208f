using System.Buffers;

namespace AkashChat.Infrastructure.Gateway.Http1;

/// <summary>Lends the memory that heads of answers come into.</summary>
internal static class HeadBuffers
{
    private const int UsualBytes = 4 * 1024;

    // The shared pool keeps 32 for each processor; of these there are as many as heads under way.
    private static readonly ArrayPool<byte> Usual = ArrayPool<byte>.Create(UsualBytes, maxArraysPerBucket: 256);

    /// <summary>Lends one of the usual size.</summary>
    internal static byte[] Rent() => Usual.Rent(UsualBytes);

    /// <summary>Lends one of twice the size with the same in it, and takes this one back.</summary>
    internal static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        Return(buffer);
        return larger;
    }

    /// <summary>Takes one back.</summary>
    internal static void Return(byte[] buffer) => (buffer.Length == UsualBytes ? Usual : ArrayPool<byte>.Shared).Return(buffer);
}
