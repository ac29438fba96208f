using System.Net.Sockets;
using AkashChat.Infrastructure.Gateway.Sockets;

namespace AkashChat.Infrastructure.Gateway.Http1;

/// <summary>The connections to one server that are kept for the next request.</summary>
internal sealed class Http1Pool(string host, int port, GatewaySockets sockets, TimeProvider clock)
{
    private const int MaxIdle = 1_024;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(1);

    // A server's name may lead elsewhere by and by.
    private static readonly TimeSpan LifeTime = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();

    // The newest last: it is taken first, so that those too many grow old.
    private readonly List<Http1Connection> _idle = [];
    private bool _isClosed;

    /// <summary>How many connections wait for a request.</summary>
    public int IdleCount
    {
        get
        {
            lock (_lock)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>Takes a kept connection; null: there is none.</summary>
    public Http1Connection? Take()
    {
        while (Pop() is { } connection)
        {
            if (IsYoung(connection) && connection.IsQuiet)
            {
                return connection;
            }

            connection.Dispose();
        }

        return null;
    }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more, or it takes too long.</exception>
    public async ValueTask<Http1Connection> OpenAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ConnectTime, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        return new Http1Connection(await sockets.ConnectAsync(host, port, stop.Token), clock.GetTimestamp());
    }

    /// <summary>Keeps a connection for the next request, if it is worth it.</summary>
    public void Keep(Http1Connection connection)
    {
        connection.IdleSince = clock.GetTimestamp();
        lock (_lock)
        {
            if (!_isClosed && _idle.Count < MaxIdle && connection.IsQuiet)
            {
                _idle.Add(connection);
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>Closes those that nobody took for long.</summary>
    public void Sweep()
    {
        List<Http1Connection> old = [];
        lock (_lock)
        {
            while (_idle is [var oldest, ..] && !IsYoung(oldest))
            {
                _idle.RemoveAt(0);
                old.Add(oldest);
            }
        }

        old.ForEach(connection => connection.Dispose());
    }

    /// <summary>Closes all, and keeps none from now on.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        while (Pop() is { } connection)
        {
            connection.Dispose();
        }
    }

    private Http1Connection? Pop()
    {
        lock (_lock)
        {
            if (_idle.Count == 0)
            {
                return null;
            }

            var newest = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return newest;
        }
    }

    private bool IsYoung(Http1Connection connection)
    {
        var now = clock.GetTimestamp();
        return clock.GetElapsedTime(connection.IdleSince, now) < IdleTime && clock.GetElapsedTime(connection.OpenedAt, now) < LifeTime;
    }
}
