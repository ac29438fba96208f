using System.Collections.Concurrent;
using System.Net.Sockets;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Infrastructure.Gateway.Sockets;

namespace AkashChat.Infrastructure.Gateway.Http1;

/// <summary>Posts to servers over plain HTTP/1.1, for a third of what the general client costs.</summary>
/// <remarks>It does what a gateway needs and nothing else: no redirects, cookies, proxies, decompression, TLS.</remarks>
internal sealed class Http1Client : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Host, int Port), Http1Pool> _pools = new();
    private readonly GatewaySockets _sockets;
    private readonly TimeProvider _clock;
    private readonly ITimer _sweeper;

    /// <summary>Makes a client.</summary>
    public Http1Client(GatewaySockets sockets, TimeProvider clock)
    {
        _sockets = sockets;
        _clock = clock;
        _sweeper = clock.CreateTimer(static client => ((Http1Client)client!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>The connections to the server at this address.</summary>
    public Http1Pool PoolOf(Uri address) =>
        _pools.GetOrAdd((address.IdnHost, address.Port), static (key, client) => new Http1Pool(key.Host, key.Port, client._sockets, client._clock), this);

    /// <summary>Sends a request, and comes back with the head of the answer.</summary>
    /// <exception cref="UpstreamException">The server cannot be reached, broke off, or does not speak HTTP.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async ValueTask<UpstreamAnswer> SendAsync(Http1Request request, CancellationToken cancellationToken)
    {
        for (var connection = request.Target.Pool.Take(); ; connection = null)
        {
            connection ??= await OpenAsync(request.Target.Pool, cancellationToken);
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                request.Watch?.Sending();
                if (!connection.TryPost(request))
                {
                    return await connection.ExchangeLongAsync(request, _clock, cancellationToken);
                }

                // Waited for here: a method in between that waits, too, costs an object and a step for each call.
                Http1Answer? answer;
                do
                {
                    await connection.WaitReadableAsync(cancellationToken);
                    answer = connection.TryReadHead(request.Target.Pool, _clock);
                }
                while (answer is null);

                answer.Begin(keeps: !connection.IsSending);
                return answer;
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                connection.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
                if (connection is not { WasUsed: true, HasHeard: false })
                {
                    throw new UpstreamException(isUnreachable: false, exception);
                }

                // A kept connection that the server closed just then has cost nothing: no byte of an answer came, and the
                // request is still whole. Once is enough, and now on a connection that is surely open.
                request.Watch?.Ended();
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sweeper.Dispose();
        foreach (var pool in _pools.Values)
        {
            pool.Close();
        }
    }

    private static async Task<Http1Connection> OpenAsync(Http1Pool pool, CancellationToken cancellationToken)
    {
        try
        {
            return await pool.OpenAsync(cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new UpstreamException(isUnreachable: true, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException(isUnreachable: true, exception);
        }
    }

    private void Sweep()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Sweep();
        }
    }
}
