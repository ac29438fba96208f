using System.Buffers;
using System.IO.Pipelines;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>The body of a call, which is here as a whole before the call begins.</summary>
internal sealed class CallBody : PipeReader
{
    private ReadOnlyMemory<byte> _rest;
    private ReadOnlySequence<byte> _shown;
    private Stream? _stream;
    private bool _isCanceled;

    /// <summary>The same as a stream.</summary>
    internal Stream Stream => _stream ??= AsStream(leaveOpen: true);

    /// <summary>Begins with another body.</summary>
    internal void Reset(ReadOnlyMemory<byte> body)
    {
        _rest = body;
        _shown = default;
        _stream = null;
        _isCanceled = false;
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        _shown = new ReadOnlySequence<byte>(_rest);
        result = new ReadResult(_shown, _isCanceled, isCompleted: true);
        _isCanceled = false;
        return true;
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TryRead(out var result);
        return ValueTask.FromResult(result);
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => _rest = _rest[(int)_shown.Slice(0, consumed).Length..];

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => AdvanceTo(consumed);

    /// <inheritdoc/>
    public override void CancelPendingRead() => _isCanceled = true;

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _rest = default;
}
