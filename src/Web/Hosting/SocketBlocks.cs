using System.Buffers;

namespace AkashChat.Web.Hosting;

/// <summary>The memory that bytes of callers come into: larger blocks than Kestrel's own of 4 KB, so that a long prompt takes few reads.</summary>
/// <remarks>A connection that waits for a request holds none. How many are free is bounded, so that a rush leaves no memory behind.</remarks>
internal sealed class SocketBlocks : MemoryPool<byte>
{
    private const int BlockBytes = 16 * 1024;
    private const int MaxFree = 256;

    private readonly Lock _lock = new();
    private readonly Stack<Block> _free = new();

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        lock (_lock)
        {
            if (_free.TryPop(out var free))
            {
                return free.Lend();
            }
        }

        return new Block(this).Lend();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _free.Clear();
        }
    }

    private void Return(Block block)
    {
        lock (_lock)
        {
            if (_free.Count < MaxFree)
            {
                _free.Push(block);
            }
        }
    }

    // Pinned for good: the system writes into it, and a block that moves would first have to be held.
    private sealed class Block(SocketBlocks pool) : IMemoryOwner<byte>
    {
        private bool _isLent;

        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);

        public Block Lend()
        {
            _isLent = true;
            return this;
        }

        // Given back twice it would be lent twice, and callers would read each other's bytes.
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLent, false))
            {
                pool.Return(this);
            }
        }
    }
}
