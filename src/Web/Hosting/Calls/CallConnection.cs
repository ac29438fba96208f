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

    private readonly CallConnections _all;
    private readonly CallApplication _application;
    private readonly Action<LoopSocket, ReadOnlyMemory<byte>> _handOver;
    private readonly CallExchange _exchange;
    private readonly CallHead _head = new(CallConnections.Paths);
    private readonly LoopSocket _socket;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // From the current call on. Until it is over, its end and what comes meanwhile meet here, under the lock.
    private readonly ReceivedBytes _received;
    private readonly Lock _lock = new();

    // How much must have come for another look; how much of it is the call that is being answered.
    private int _needed;
    private int _ofCall;

    private Task _serving = Task.CompletedTask;
    private long _since = Environment.TickCount64;
    private volatile bool _isServing;
    private volatile bool _isLast;
    private volatile bool _isBrokenOff;

    internal CallConnection(LoopSocket socket, CallConnections all, CallApplication application, Action<LoopSocket, ReadOnlyMemory<byte>> handOver)
    {
        (_socket, _all, _application, _handOver) = (socket, all, application, handOver);
        Sender = new CallSender(socket);
        _received = new ReceivedBytes(socket);
        (Local, Remote) = (socket.Socket.LocalEndPoint as IPEndPoint, socket.Socket.RemoteEndPoint as IPEndPoint);
        _exchange = application.NewExchange(this);
    }

    private enum Next
    {
        Receive,
        Serve,
        End,
        HandOver,
    }

    internal string Id => field ??= Guid.NewGuid().ToString("N");

    internal IPEndPoint? Local { get; }

    internal IPEndPoint? Remote { get; }

    internal CallSender Sender { get; }

    internal bool IsStopping => _all.IsStopping;

    internal byte[] DateLine => _all.DateLine;

    /// <summary>When nothing of it is left here.</summary>
    internal Task Ended => _ended.Task;

    // An idle connection has as long as Kestrel gives it.
    private bool IsTooLong => Environment.TickCount64 - Volatile.Read(ref _since) > (_received.Count > 0 ? GatherTime : IdleTime);

    // Not here, where connections are taken in: a call may have come already.
    internal void Start() => ThreadPool.UnsafeQueueUserWorkItem(static connection => _ = connection.RunAsync(), this, preferLocal: false);

    /// <summary>Lets the connection see that something else has changed than what was received.</summary>
    internal void LookAgain() => _socket.LookAgain();

    /// <summary>Looks whether something takes too long.</summary>
    internal void Look()
    {
        if (Sender.IsTooSlow)
        {
            BreakOff();
        }
        else if (!_isServing && IsTooLong)
        {
            // Elsewhere: what has just come would be answered here, and hold up the look at all others.
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.LookAgain(), this, preferLocal: false);
        }
    }

    /// <summary>Breaks the connection off, after what was written before.</summary>
    internal void Abort()
    {
        _isBrokenOff = true;
        EventLoop.RoundEnd.Schedule(static connection => ((CallConnection)connection!).Close(inOrder: false), this);
    }

    /// <summary>Breaks the connection and its call off, now.</summary>
    internal void BreakOff()
    {
        _exchange.GiveUp();
        Close(inOrder: false);
    }

    /// <summary>The answer is complete, and nothing uses the call any more.</summary>
    /// <param name="isLast">Whether nothing can follow it.</param>
    internal void EndCall(bool isLast)
    {
        bool isMore;
        lock (_lock)
        {
            isMore = _received.Count > _ofCall;
            _received.Drop(_ofCall);
            _ofCall = 0;
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
                    case Next.HandOver:
                        await Sender.DrainAsync(CancellationToken.None);
                        _handOver(_socket, _received.All);
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
                    _exchange.GiveUp();
                    await _serving;
                    await EndAsync();
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            if (exception is not (SocketException or ObjectDisposedException))
            {
                _all.Tell(exception);
            }

            BreakOff();
            await _serving;
        }
        finally
        {
            _received.Return();
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

        if (_isLast || _exchange.IsGivenUp || (_received.Count == 0 && (IsStopping || IsTooLong)))
        {
            return Next.End;
        }

        return _received.Count == 0 || (_received.Count < _needed && !IsTooLong) ? Next.Receive : Read();
    }

    private Next Read()
    {
        var count = _received.Count;
        var reading = _head.Read(_received.All.Span, _exchange.RequestHeaders);
        var length = reading == HeadReading.Call ? _head.Length + _head.BodyLength : Math.Min(count * 2, CallHead.MaxBytes);
        if (reading == HeadReading.Call && length <= count && _head.BodyLength <= MaxBodyBytes)
        {
            if (_received.IsFull)
            {
                // Else nobody would hear that the caller leaves.
                _received.MakeRoom(count + 1);
            }

            return Next.Serve;
        }

        _exchange.RequestHeaders.Reset();
        if (reading == HeadReading.Other || _head.BodyLength > MaxBodyBytes || IsTooLong)
        {
            return Next.HandOver;
        }

        // Any byte may be the last of a head.
        _needed = reading == HeadReading.Call ? length : 0;
        _received.MakeRoom(length);
        return Next.Receive;
    }

    private bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _received.IsFull;
            }
        }
    }

    /// <summary>Takes what has come.</summary>
    /// <returns>False: the caller has ended the connection.</returns>
    private bool TakeIn()
    {
        lock (_lock)
        {
            var isFirst = _received.Count == 0;
            var count = _received.TakeIn();
            if (isFirst && count > 0)
            {
                _since = Environment.TickCount64;
            }

            if (_received.Count == 0)
            {
                _received.Return();
            }

            return count != 0;
        }
    }

    private void Serve()
    {
        _isServing = true;
        (_ofCall, _needed) = (_head.Length + _head.BodyLength, 0);
        _exchange.Begin(_head.Path, _received.All[_head.Length.._ofCall]);
        _serving = _application.ServeAsync(_exchange);
    }

    private async Task EndAsync()
    {
        await Sender.DrainAsync(CancellationToken.None);
        Close(inOrder: !_isBrokenOff);
    }

    private void Close(bool inOrder)
    {
        _socket.Close(inOrder);
        Sender.Break();
    }
}
