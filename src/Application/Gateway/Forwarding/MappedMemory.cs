using System.Buffers;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Memory straight from the operating system: it costs only what was written to, and is gone at once when disposed.</summary>
/// <remarks>
/// For what is too large for a pool. On the heap each of these would stay until the next full collection, and an answer beyond
/// the limit leaves more than twice the limit. Disposed while something still reads into it, it stays until that has ended.
/// </remarks>
internal sealed unsafe class MappedMemory : MemoryManager<byte>
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly SafeMemoryMappedViewHandle _handle;
    private readonly byte* _first;
    private readonly int _size;

    /// <summary>Maps memory.</summary>
    /// <param name="size">Its size, in bytes.</param>
    public MappedMemory(int size)
    {
        using var file = MemoryMappedFile.CreateNew(null, size);
        _view = file.CreateViewAccessor(0, size);
        _handle = _view.SafeMemoryMappedViewHandle;
        _first = (byte*)_handle.DangerousGetHandle() + _view.PointerOffset;
        _size = size;
    }

    /// <inheritdoc/>
    public override Memory<byte> Memory => CreateMemory(_size);

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return new Span<byte>(_first, _size);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_size, nameof(elementIndex));
        var added = false;
        _handle.DangerousAddRef(ref added);
        return new MemoryHandle(_first + elementIndex, pinnable: this);
    }

    /// <inheritdoc/>
    public override void Unpin() => _handle.DangerousRelease();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _view.Dispose();
        }
    }
}
