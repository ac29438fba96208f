using System.Buffers;
using System.IO.Pipelines;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>The body of an answer: counted if its length was said, in chunks otherwise.</summary>
/// <param name="exchange">The call, whose head goes first.</param>
/// <param name="sender">Where it goes.</param>
internal sealed class CallWriter(CallExchange exchange, CallSender sender) : PipeWriter
{
    private const int ChunkHeadLength = 10;

    private readonly ArrayBufferWriter<byte> _gathered = new();
    private Stream? _stream;
    private long? _left;
    private bool _isChunked;

    /// <summary>The same as a stream.</summary>
    internal Stream Stream => _stream ??= AsStream(leaveOpen: true);

    /// <summary>Whether less was written than the head says, so that nothing can follow on this connection.</summary>
    internal bool IsShort => _left > 0;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _gathered.WrittenCount;

    /// <summary>Begins with another answer.</summary>
    /// <param name="length">Its length, if it was said.</param>
    /// <param name="isChunked">Whether it goes in chunks.</param>
    internal void Begin(long? length, bool isChunked) => (_left, _isChunked) = (length, isChunked);

    /// <summary>Forgets what an answer has left.</summary>
    internal void Reset()
    {
        (_left, _isChunked) = (null, false);
        _gathered.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _gathered.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => _gathered.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override void Advance(int bytes) => _gathered.Advance(bytes);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => WriteAsync(default, cancellationToken);

    /// <summary>Writes a piece and sees to it that it goes out.</summary>
    /// <exception cref="InvalidOperationException">It is more than the head said, or the answer can have no body.</exception>
    /// <exception cref="OperationCanceledException">The caller does not take it, and it was stopped.</exception>
    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (exchange.IsOver || exchange.IsGivenUp)
        {
            return new FlushResult(isCanceled: false, isCompleted: true);
        }

        if (!exchange.HasStarted)
        {
            await exchange.StartAsync(cancellationToken);
        }

        try
        {
            if (_gathered.WrittenCount > 0)
            {
                try
                {
                    await AddAsync(_gathered.WrittenMemory, cancellationToken);
                }
                finally
                {
                    // Also what is refused is not tried again.
                    _gathered.ResetWrittenCount();
                }
            }

            if (!source.IsEmpty)
            {
                await AddAsync(source, cancellationToken);
            }

            await sender.FlushAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Whatever followed would be taken for the rest of what was announced.
            exchange.Abort();
            throw;
        }

        return new FlushResult(isCanceled: false, isCompleted: sender.IsBroken || exchange.IsGivenUp);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush()
    {
        // Whoever writes here is stopped by the token he gives.
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        // The answer ends with the call.
    }

    /// <summary>Writes what was gathered and the end.</summary>
    internal async ValueTask EndAsync()
    {
        if (_gathered.WrittenCount > 0)
        {
            await WriteAsync(default, CancellationToken.None);
        }

        if (_isChunked)
        {
            sender.Append("0\r\n\r\n"u8);
        }

        await sender.FlushAsync(CancellationToken.None);
    }

    private ValueTask AddAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        if (_isChunked)
        {
            return AddChunkAsync(piece, cancellationToken);
        }

        if (_left is not { } left || piece.Length > left)
        {
            throw new InvalidOperationException("The answer has a length, and this is more.");
        }

        _left = left - piece.Length;
        return sender.SendAsync(piece, cancellationToken);
    }

    private async ValueTask AddChunkAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        AppendChunkHead(piece.Length);
        await sender.SendAsync(piece, cancellationToken);
        sender.Append("\r\n"u8);
    }

    private void AppendChunkHead(int length)
    {
        Span<byte> head = stackalloc byte[ChunkHeadLength];
        length.TryFormat(head, out var digits, "x");
        "\r\n"u8.CopyTo(head[digits..]);
        sender.Append(head[..(digits + 2)]);
    }
}
