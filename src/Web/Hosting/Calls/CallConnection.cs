using System.Buffers;
using System.Net;
using System.Net.Sockets;
using AkashChat.Infrastructure.Gateway.Sockets;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>A caller's connection as long as only calls come on it: one after the other, each as a whole before it begins.</summary>
/// <remarks>
/// Whatever is no plain call, is too long, or does not come within <see cref="GatherTime"/>, goes to Kestrel with the whole
/// connection and all that came since the last call, so that its rules hold for everything unusual.
/// </remarks>
internal sealed class CallConnection
{
    /// <summary>The longest body. Kestrel takes longer ones.</summary>
    internal const int MaxBodyBytes = 128 * 1024;

    /// <summary>How long a call may take to come, in milliseconds.</summary>
    internal const long GatherTime = 2_000;

    // As Kestrel's.
    private const long IdleTime = 130_000;

    private const int FirstBytes = 4 * 1024;

    private readonly CallConnections _all;
    private readonly CallApplication _application;
    private readonly Action<LoopSocket, ReadOnlyMemory<byte>> _leave;
    private readonly CallExchange _exchange;
    private readonly CallHead _head = new(CallConnections.Paths);
    private readonly LoopSocket _socket;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What has come, from the current call on.
    private byte[]? _bytes;
    private int _count;
    private int _needed;

    // How much of it is the call that is being answered.
    private int _ofCall;

    private Task _serving = Task.CompletedTask;
    private long _since = Environment.TickCount64;
    private volatile bool _isServing;
    private volatile bool _isLast;
    private volatile bool _isTooLong;

    internal CallConnection(LoopSocket socket, CallConnections all, CallApplication application, Action<LoopSocket, ReadOnlyMemory<byte>> leave)
    {
        (_socket, _all, _application, _leave) = (socket, all, application, leave);
        Sender = new CallSender(socket);
        (Local, Remote) = (socket.Socket.LocalEndPoint as IPEndPoint, socket.Socket.RemoteEndPoint as IPEndPoint);
        _exchange = application.NewExchange(this);
    }

    private enum Next
    {
        Receive,
        Serve,
        End,
        Leave,
    }

    internal string Id => field ??= Guid.NewGuid().ToString("N");

    internal IPEndPoint? Local { get; }

    internal IPEndPoint? Remote { get; }

    internal CallSender Sender { get; }

    internal bool IsStopping => _all.IsStopping;

    internal byte[] DateLine => _all.DateLine;

    /// <summary>When nothing of it is left here.</summary>
    internal Task Ended => _ended.Task;

    internal void Start() => _ = RunAsync();

    /// <summary>Lets the connection see that something else has changed than what was received.</summary>
    internal void LookAgain() => _socket.LookAgain();

    /// <summary>Looks whether something takes too long.</summary>
    internal void Look()
    {
        if (Sender.IsTooSlow)
        {
            BreakOff();
        }
        else if (!_isServing && Environment.TickCount64 - Volatile.Read(ref _since) is var time && time > (_count > 0 ? GatherTime : IdleTime))
        {
            _isTooLong = true;
            LookAgain();
        }
    }

    /// <summary>Breaks the connection off, after what was written before.</summary>
    internal void Abort() => EventLoop.RoundEnd.Schedule(static connection => ((CallConnection)connection!).Close(inOrder: false), this);

    /// <summary>Breaks the connection and its call off, now.</summary>
    internal void BreakOff()
    {
        _exchange.Leave();
        Close(inOrder: false);
    }

    /// <summary>The answer is complete, and nothing uses the call any more.</summary>
    /// <param name="isLast">Whether nothing can follow it.</param>
    internal void EndCall(bool isLast)
    {
        bool isMore;
        lock (_lock)
        {
            isMore = _count > _ofCall;
            if (!isMore)
            {
                // An idle connection holds no memory.
                (_count, _ofCall) = (0, 0);
                ReturnBytes();
            }

            _since = Environment.TickCount64;
            _isLast = isLast;
            _isServing = false;
        }

        if (isMore || isLast || IsStopping)
        {
            LookAgain();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                switch (Decide())
                {
                    case Next.Serve:
                        Serve();
                        continue;
                    case Next.Leave:
                        await Sender.DrainAsync(CancellationToken.None);
                        _leave(_socket, _bytes.AsMemory(0, _count));
                        return;
                    case Next.End:
                        await EndAsync();
                        return;
                }

                if (_isServing && IsFull)
                {
                    // A caller who sends the next before he has the answer.
                    await _serving;
                    continue;
                }

                await _socket.WaitReadableAsync(CancellationToken.None);
                if (!TakeIn())
                {
                    _exchange.Leave();
                    await _serving;
                    await EndAsync();
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            BreakOff();
            await _serving;
        }
        finally
        {
            ReturnBytes();
            _all.Forget(this);
            _ended.TrySetResult();
        }
    }

    private Next Decide()
    {
        if (_isServing)
        {
            return Next.Receive;
        }

        if (_ofCall > 0)
        {
            // What came behind the last call.
            _count -= _ofCall;
            _bytes.AsSpan(_ofCall, _count).CopyTo(_bytes);
            _ofCall = 0;
        }

        if (_isLast || (_count == 0 && (IsStopping || _isTooLong)))
        {
            return Next.End;
        }

        return _count == 0 || (_count < _needed && !_isTooLong) ? Next.Receive : Read();
    }

    private Next Read()
    {
        var reading = _head.Read(_bytes.AsSpan(0, _count), _exchange.RequestHeaders);
        _needed = reading == HeadReading.Call ? _head.Length + _head.BodyLength : Math.Min(_count * 2, CallHead.MaxBytes);
        if (reading == HeadReading.Call && _needed <= _count)
        {
            return Next.Serve;
        }

        _exchange.RequestHeaders.Reset();
        if (reading == HeadReading.Other || _needed > CallHead.MaxBytes + MaxBodyBytes || _isTooLong)
        {
            return Next.Leave;
        }

        MakeRoom(_needed);
        if (reading == HeadReading.Incomplete)
        {
            // Any byte may be the last of the head.
            _needed = 0;
        }

        return Next.Receive;
    }

    private bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _count == _bytes?.Length;
            }
        }
    }

    /// <summary>Takes what has come.</summary>
    /// <returns>False: the caller has ended the connection.</returns>
    private bool TakeIn()
    {
        lock (_lock)
        {
            _bytes ??= ArrayPool<byte>.Shared.Rent(FirstBytes);
            if (_count == _bytes.Length)
            {
                return true;
            }

            var count = _socket.TryReceive(_bytes.AsSpan(_count));
            if (_count == 0 && count > 0)
            {
                _since = Environment.TickCount64;
            }

            _count += Math.Max(count, 0);
            if (_count == 0)
            {
                ReturnBytes();
            }

            return count != 0;
        }
    }

    private void Serve()
    {
        (_isServing, _isTooLong) = (true, false);
        (_ofCall, _needed) = (_head.Length + _head.BodyLength, 0);
        _exchange.Begin(_head.Path, _bytes.AsMemory(_head.Length, _head.BodyLength));
        _serving = _application.ServeAsync(_exchange);
    }

    private async Task EndAsync()
    {
        await Sender.DrainAsync(CancellationToken.None);
        Close(inOrder: true);
    }

    private void Close(bool inOrder)
    {
        Sender.Break();
        _socket.Close(inOrder);
    }

    private void MakeRoom(int length)
    {
        if (_bytes!.Length < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(length);
            _bytes.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }

    private void ReturnBytes()
    {
        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = null;
        }
    }
}
