namespace AkashChat.Infrastructure.Gateway.Sockets;

/// <summary>A connection's two ends of bytes, as the gateway uses them: one reader, one sender, neither of whom ever blocks.</summary>
public abstract class GatewaySocket : IDisposable
{
    /// <summary>Whether nothing has come while nobody asked: neither bytes nor the end.</summary>
    public abstract bool IsQuiet { get; }

    /// <summary>Whether nothing of what was posted last has gone out yet: whatever comes meanwhile is no answer to it.</summary>
    public abstract bool HasUnsent { get; }

    /// <summary>Whether not all of what was posted last has gone out yet.</summary>
    public abstract bool IsSending { get; }

    /// <summary>Waits until there may be something to receive, which takes no memory until then.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public abstract ValueTask WaitReadableAsync(CancellationToken cancellationToken);

    /// <summary>Takes what has come.</summary>
    /// <returns>How many bytes; 0: the other side has ended; -1: nothing has come, or others have their turn first, and <see cref="WaitReadableAsync"/> tells when.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">The connection broke off.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public abstract int TryReceive(Span<byte> into);

    /// <summary>Takes what has come, or waits for it.</summary>
    /// <returns>How many bytes; 0: the other side has ended.</returns>
    public ValueTask<int> ReceiveAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        var count = TryReceive(into.Span);
        return count >= 0 ? ValueTask.FromResult(count) : ReceiveLaterAsync(into, cancellationToken);
    }

    /// <summary>Sends bytes soon, and gives their memory back to the shared pool. If it fails, whoever receives hears of the connection's end.</summary>
    /// <param name="lent">From the shared pool.</param>
    /// <param name="length">How much of it.</param>
    /// <exception cref="InvalidOperationException">What was posted before has not gone out.</exception>
    public void Post(byte[] lent, int length)
    {
        if (IsSending)
        {
            throw new InvalidOperationException("What was posted before has not gone out.");
        }

        SendSoon(lent, length);
    }

    /// <summary>Sends all of both pieces, in one call if the system takes them.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The connection broke off.</exception>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public abstract Task SendAsync(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second);

    /// <summary>Tells the other side that nothing more comes.</summary>
    public abstract void EndInOrder();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Does what <see cref="Post"/> says, with nothing else on its way.</summary>
    protected abstract void SendSoon(byte[] lent, int length);

    /// <summary>Closes it; whoever waits finds it closed.</summary>
    protected abstract void Dispose(bool disposing);

    private async ValueTask<int> ReceiveLaterAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitReadableAsync(cancellationToken);
            if (TryReceive(into.Span) is var count and >= 0)
            {
                return count;
            }
        }
    }
}
