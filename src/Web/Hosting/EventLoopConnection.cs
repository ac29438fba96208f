using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using AkashChat.Infrastructure.Gateway.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace AkashChat.Web.Hosting;

/// <summary>A caller's connection on an event loop, as Kestrel uses it.</summary>
/// <remarks>
/// What Kestrel's own transport does, in the same order: a caller's end completes what is read and tells that the connection is
/// closed; the end of what is written closes the socket, and an abort resets it.
/// </remarks>
internal sealed class EventLoopConnection : ConnectionContext, IMemoryPoolFeature, IConnectionSocketFeature
{
    // Kestrel's own bounds: a body that nobody reads, and an answer that the caller does not take, wait beyond them.
    private const long MaxUnread = 1024 * 1024;
    private const long MaxUnsent = 64 * 1024;

    // Less room than this at a block's end is left: a receive of few bytes costs as much as one of many.
    private const int MinReceive = 4 * 1024;

    private readonly LoopSocket _socket;
    private readonly Pipe _fromCaller;
    private readonly Pipe _toCaller;
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _closeTold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private Task _receiving = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private ConnectionAbortedException? _abortReason;
    private Exception? _reason;

    private EventLoopConnection(LoopSocket socket, MemoryPool<byte> blocks)
    {
        _socket = socket;
        MemoryPool = blocks;
        LocalEndPoint = socket.Socket.LocalEndPoint;
        RemoteEndPoint = socket.Socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        ConnectionId = Guid.NewGuid().ToString("N");
        _fromCaller = new Pipe(OptionsOf(blocks, MaxUnread, PipeScheduler.Inline));
        _toCaller = new Pipe(OptionsOf(blocks, MaxUnsent, EventLoop.RoundEnd));
        Transport = new Duplex(_fromCaller.Reader, _toCaller.Writer);
        Features.Set<IMemoryPoolFeature>(this);
        Features.Set<IConnectionSocketFeature>(this);
    }

    /// <inheritdoc/>
    public override string ConnectionId { get; set; }

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get => field ??= new ConnectionItems(); set; }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    /// <inheritdoc/>
    public MemoryPool<byte> MemoryPool { get; }

    /// <inheritdoc/>
    public Socket Socket => _socket.Socket;

    /// <summary>Begins to receive and to send.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="blocks">Memory for what comes.</param>
    /// <param name="received">What has come before.</param>
    public static EventLoopConnection Start(LoopSocket socket, MemoryPool<byte> blocks, ReadOnlySpan<byte> received = default)
    {
        var connection = new EventLoopConnection(socket, blocks);
        connection._fromCaller.Writer.Write(received);
        connection._sending = connection.SendAsync();
        connection._receiving = connection.ReceiveAsync();
        return connection;
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        Interlocked.CompareExchange(ref _abortReason, abortReason, null);
        if (EventLoop.IsCurrent)
        {
            // After what was written before it: a stream that breaks off keeps what the system has of it.
            EventLoop.RoundEnd.Schedule(static connection => ((EventLoopConnection)connection!).AbortNow(), this);
        }
        else
        {
            // Kestrel holds a lock, and whoever waits for the socket goes on from here.
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.AbortNow(), this, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Transport.Input.CompleteAsync();
        await Transport.Output.CompleteAsync();
        await _receiving;
        await _sending;
        _closed.Dispose();
        await base.DisposeAsync();
    }

    private static PipeOptions OptionsOf(MemoryPool<byte> blocks, long bound, PipeScheduler readerScheduler) =>
        new(blocks, readerScheduler, PipeScheduler.Inline, bound, bound / 2, useSynchronizationContext: false);

    private void AbortNow()
    {
        Close(_abortReason);
        _toCaller.Reader.CancelPendingRead();
    }

    private async Task ReceiveAsync()
    {
        Exception? error = null;
        var input = _fromCaller.Writer;
        try
        {
            await input.FlushAsync();
            while (true)
            {
                await _socket.WaitReadableAsync(CancellationToken.None);
                var count = _socket.TryReceive(input.GetSpan(MinReceive));
                if (count < 0)
                {
                    continue;
                }

                if (count == 0)
                {
                    break;
                }

                input.Advance(count);
                if (await input.FlushAsync() is { IsCompleted: true } or { IsCanceled: true })
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            error = ReasonOf(exception);
        }
        finally
        {
            await input.CompleteAsync(_reason ?? error);
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.TellClosed(), this, preferLocal: false);
            await _closeTold.Task;
        }
    }

    // The caller broke off, or this side has closed the socket.
    private static Exception ReasonOf(Exception exception) => exception is SocketException
        ? new ConnectionResetException(exception.Message, exception)
        : new ConnectionAbortedException(exception.Message, exception);

    private void TellClosed()
    {
        try
        {
            _closed.Cancel();
        }
        catch (AggregateException)
        {
            // What those who are told make of it is theirs; it must not end the process.
        }

        _closeTold.SetResult();
    }

    private async Task SendAsync()
    {
        Exception? reason = null;
        var output = _toCaller.Reader;
        try
        {
            while (true)
            {
                var result = await output.ReadAsync();
                if (result.IsCanceled)
                {
                    break;
                }

                foreach (var piece in result.Buffer)
                {
                    if (!piece.IsEmpty)
                    {
                        await SendAsync(piece);
                    }
                }

                output.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            reason = ReasonOf(exception);
        }
        finally
        {
            Close(Volatile.Read(ref _abortReason) ?? reason);
            await output.CompleteAsync();
            _fromCaller.Writer.CancelPendingFlush();
        }
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> piece) =>
        _socket.TrySend(piece.Span) is var count && count == piece.Length
            ? ValueTask.CompletedTask
            : new ValueTask(_socket.SendAsync(piece[Math.Max(count, 0)..], default));

    /// <summary>Closes the socket: in order without a reason, else so that the caller does not take what came for all.</summary>
    private void Close(Exception? reason)
    {
        lock (_lock)
        {
            if (_reason is not null)
            {
                return;
            }

            _reason = reason ?? new ConnectionAbortedException("All was sent.");
        }

        _socket.Close(inOrder: reason is null);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
