using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Passes on an answer that is neither JSON nor a stream of events, such as sound: as it comes, byte for byte.</summary>
/// <remarks>
/// It is open once the first bytes have come, so that a failure before them can still be made good elsewhere. Nothing in sound
/// can say that it broke off, so the connection to the caller is closed then: no client takes that for the end.
/// </remarks>
internal sealed class ByteRelay(GatewayCall call, UpstreamAnswer upstream, AttemptDeadline deadline, CallMeter meter) : IDisposable
{
    private const int ReadSize = 32 * 1024;

    private readonly PooledBytes _buffer = new(ReadSize);

    /// <summary>Waits for the first bytes, after which the answer can be delivered.</summary>
    /// <exception cref="IOException">It broke off.</exception>
    public ValueTask OpenAsync() => ReadOnAsync();

    /// <summary>Sends the answer to the caller.</summary>
    /// <returns>What went wrong on the server's side; null: nothing.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async Task<AttemptFailure?> DeliverAsync(ICallerAnswer answer, AnswerWay way, CancellationToken callerLeft)
    {
        meter.FirstByte();
        if (!call.Route.TakesForm)
        {
            // The text was read, and sound has no tokens. Of a file nobody can say how many tokens it is.
            meter.DeliverPlain(0);
        }

        answer.Begin(new AnswerHead(upstream.Status, upstream.ContentType ?? "application/octet-stream", upstream.ContentLength, way));
        var failure = await CopyAsync(answer, callerLeft);
        if (failure is null)
        {
            meter.End(UsageOutcome.Completed, upstream.Status);
            return null;
        }

        meter.Settle();
        answer.BreakOff();
        meter.End(UsageOutcome.Partial, upstream.Status);
        return failure;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    private async ValueTask<AttemptFailure?> CopyAsync(ICallerAnswer answer, CancellationToken callerLeft)
    {
        var left = upstream.ContentLength;
        try
        {
            while (_buffer.Length > 0)
            {
                left -= _buffer.Length;
                if (left == 0)
                {
                    // Whoever has the last byte may ask again at once.
                    meter.Settle();
                }

                await answer.WriteAsync(_buffer.Written, callerLeft);
                _buffer.Consume(_buffer.Length);
                await ReadAsync();
            }

            return null;
        }
        catch (OperationCanceledException) when (!callerLeft.IsCancellationRequested && deadline.HasPassed)
        {
            return new AttemptFailure(FailureKind.Timeout, GatewayErrors.UpstreamTimeout);
        }
        catch (IOException) when (!callerLeft.IsCancellationRequested)
        {
            return new AttemptFailure(FailureKind.BadGateway, GatewayErrors.UpstreamIncomplete);
        }
    }

    private async ValueTask ReadAsync()
    {
        deadline.Restart();
        try
        {
            await ReadOnAsync();
        }
        finally
        {
            // While the caller takes its bytes, however slowly, the server's silence is none.
            deadline.Pause();
        }
    }

    private async ValueTask ReadOnAsync() => _buffer.Advance(await upstream.ReadAsync(_buffer.Free(ReadSize), deadline.Token));
}
