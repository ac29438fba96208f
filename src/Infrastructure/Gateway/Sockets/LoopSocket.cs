using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace AkashChat.Infrastructure.Gateway.Sockets;

/// <summary>A socket of an event loop.</summary>
/// <remarks>
/// The loop only tells that something may have happened; whoever waits looks for himself and may find nothing. So whatever ends
/// a waiting early, a stop or the socket's close, simply says the same.
/// </remarks>
public sealed class LoopSocket : GatewaySocket, IValueTaskSource
{
    private const int Quiet = 0;
    private const int Ready = 1;
    private const int Awaited = 2;

    // A sender who never pauses would keep the loop to himself: after so many full buffers the others have their turn.
    private const int MostInARow = 16;

    private readonly SocketCalls _calls;
    private readonly LoopSender _sender;
    private readonly EventLoop _loop;
    private readonly int _slot;
    private ManualResetValueTaskSourceCore<bool> _waiting;
    private CancellationTokenRegistration _stop;
    private int _state;
    private int _inARow;
    private volatile bool _isEnding;
    private bool _isClosed;

    /// <summary>Takes over a socket that nobody has waited on: the runtime must not watch it as well.</summary>
    public LoopSocket(Socket socket)
    {
        _calls = new SocketCalls(socket);
        _sender = new LoopSender(_calls);
        _loop = EventLoop.ForNewSocket();
        _slot = _loop.Add(this, _calls.Number);
    }

    /// <summary>The socket, for its addresses and options.</summary>
    public Socket Socket => _calls.Socket;

    /// <inheritdoc/>
    public override bool IsQuiet => Volatile.Read(ref _state) == Quiet || LooksQuiet();

    /// <inheritdoc/>
    public override bool HasUnsent => _sender.HasUnsent;

    /// <inheritdoc/>
    public override bool IsSending => _sender.IsSending;

    /// <summary>Which of all that had its place in the loop this is.</summary>
    internal uint Generation { get; set; }

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async ValueTask<LoopSocket> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        LoopSocket? connection = null;
        try
        {
            socket.NoDelay = true;
            socket.Blocking = false;
            var address = server.Serialize();
            var isConnected = Epoll.Connect((int)socket.SafeHandle.DangerousGetHandle(), address.Buffer.Span[..address.Size]);
            connection = new LoopSocket(socket);
            if (!isConnected)
            {
                await connection._sender.WaitConnectedAsync(cancellationToken);
            }

            return connection;
        }
        catch
        {
            connection?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask WaitReadableAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _state) == Ready)
        {
            return HadItsTurn ? WaitForNextTurn() : ValueTask.CompletedTask;
        }

        _inARow = 0;
        _waiting.Reset();
        _stop = cancellationToken.UnsafeRegister(static socket => ((LoopSocket)socket!).BecomeReady(), this);
        if (Interlocked.CompareExchange(ref _state, Awaited, Quiet) != Quiet)
        {
            _stop.Unregister();
            return ValueTask.CompletedTask;
        }

        if (cancellationToken.IsCancellationRequested || Volatile.Read(ref _isClosed))
        {
            BecomeReady();
        }

        return new ValueTask(this, _waiting.Version);
    }

    /// <inheritdoc/>
    public override int TryReceive(Span<byte> into)
    {
        if (Volatile.Read(ref _state) != Ready || HadItsTurn)
        {
            return -1;
        }

        // Before the look: what comes during it is told again. The end is told once.
        Volatile.Write(ref _state, _isEnding ? Ready : Quiet);
        var count = _calls.Receive(into);
        if (count == into.Length)
        {
            // There may be more, of which nothing is told.
            Volatile.Write(ref _state, Ready);
            _inARow++;
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void SendSoon(byte[] lent, int length) => _sender.Post(lent, length);

    /// <inheritdoc/>
    public override Task SendAsync(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) => _sender.SendAsync(first, second);

    /// <summary>Sends what the system takes at once.</summary>
    /// <returns>How many bytes; -1: there is no room.</returns>
    /// <exception cref="SocketException">The connection broke off.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public int TrySend(ReadOnlySpan<byte> bytes) => _calls.Send(bytes, default);

    /// <inheritdoc/>
    public override void EndInOrder() => Socket.End(SocketShutdown.Send);

    /// <summary>Lets whoever waits look, without anything having come.</summary>
    public void LookAgain() => BecomeReady();

    /// <summary>Closes it: in order, or so that the other side does not take what came for all.</summary>
    public void Close(bool inOrder)
    {
        if (inOrder)
        {
            Socket.End(SocketShutdown.Both);
        }
        else
        {
            Socket.BreakOffAtClose();
        }

        Dispose();
    }

    void IValueTaskSource.GetResult(short token)
    {
        _stop.Unregister();
        _waiting.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _waiting.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiting.OnCompleted(continuation, state, token, flags);

    /// <summary>Told by the loop.</summary>
    internal void Happened(uint flags)
    {
        if ((flags & Epoll.Ending) != 0)
        {
            _isEnding = true;
        }

        if ((flags & (Epoll.Out | Epoll.Ending)) != 0)
        {
            _sender.LookAgain();
        }

        if ((flags & (Epoll.In | Epoll.Ending)) != 0)
        {
            BecomeReady();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _isClosed, true))
        {
            return;
        }

        Socket.Dispose();
        _loop.Remove(_slot);
        _sender.LookAgain();
        BecomeReady();
    }

    private bool HadItsTurn => _inARow >= MostInARow && EventLoop.IsCurrent;

    private ValueTask WaitForNextTurn()
    {
        _inARow = 0;
        _stop = default;
        _waiting.Reset();
        if (Interlocked.CompareExchange(ref _state, Awaited, Ready) != Ready)
        {
            return ValueTask.CompletedTask;
        }

        EventLoop.RoundEnd.Schedule(static socket => ((LoopSocket)socket!).BecomeReady(), this);
        return new ValueTask(this, _waiting.Version);
    }

    private void BecomeReady()
    {
        if (Interlocked.Exchange(ref _state, Ready) == Awaited)
        {
            _waiting.SetResult(true);
        }
    }

    private bool LooksQuiet()
    {
        Volatile.Write(ref _state, Quiet);
        Span<byte> one = stackalloc byte[1];
        try
        {
            if (_calls.Receive(one, isPeek: true) < 0)
            {
                return true;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Whoever receives is told.
        }

        Volatile.Write(ref _state, Ready);
        return false;
    }
}
