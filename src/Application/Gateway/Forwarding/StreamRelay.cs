using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Passes a stream on, event by event, and tells the truth about its end.</summary>
/// <remarks>
/// It is open once the first event with data has come, so that a failure before it can still be made good elsewhere. A stream
/// ends well only if the server said so (<c>[DONE]</c>, or the route's last event); otherwise its last event is an error.
/// </remarks>
internal sealed class StreamRelay(GatewayCall call, UpstreamAnswer upstream, AttemptDeadline deadline, CallMeter meter, TimeSpan? keepAlive) : IDisposable
{
    // Whole tool calls have been seen at 1 MiB; beyond this it is not an event but a fault.
    private const int MaxEventBytes = 16 * 1024 * 1024;
    private const int ReadSize = 16 * 1024;

    // Whoever answers so much does it everywhere.
    private static readonly AttemptFailure TooLarge = new(FailureKind.BadRequest, GatewayErrors.UpstreamTooLarge);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);
    private static readonly byte[] KeepAliveComment = ": keep-alive\n\n"u8.ToArray();

    private readonly PooledBytes _buffer = new(ReadSize * 2);
    private readonly StreamWatcher _watcher = new(call, meter);

    // How far the buffer was searched for the end of an event, and up to where it may go out.
    private int _searched;
    private int _ready;

    /// <summary>Waits for the first event with data. Comments before it are held back: they would settle whose answer it is.</summary>
    /// <returns>What went wrong; null: the stream can be delivered.</returns>
    /// <exception cref="IOException">It broke off.</exception>
    public async ValueTask<AttemptFailure?> OpenAsync()
    {
        while (true)
        {
            while (NextEvent() is var length and > 0)
            {
                var sight = _watcher.Watch(_buffer.Written.Span.Slice(_ready, length));
                if (sight == EventSight.Failure)
                {
                    return _watcher.Failure;
                }

                Take(sight, length);
                if (sight is EventSight.Data or EventSight.End)
                {
                    return null;
                }
            }

            if (_buffer.Length > MaxEventBytes)
            {
                return TooLarge;
            }

            var read = await upstream.ReadAsync(_buffer.Free(ReadSize), deadline.Token);
            if (read == 0)
            {
                return TakeLastEvent() ? null : new AttemptFailure(FailureKind.BadGateway, GatewayErrors.UpstreamIncomplete);
            }

            _buffer.Advance(read);
        }
    }

    /// <summary>Sends the stream to the caller. Once the head is out there is no way back: a failure becomes the last event.</summary>
    /// <returns>What went wrong on the server's side; null: nothing.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async Task<AttemptFailure?> DeliverAsync(ICallerAnswer answer, AnswerWay way, CancellationToken callerLeft)
    {
        meter.FirstByte();
        answer.Begin(new AnswerHead(200, upstream.ContentType ?? "text/event-stream", null, way));
        var failure = await CopyAsync(answer, callerLeft);
        if (failure is null)
        {
            meter.End(UsageOutcome.Completed, 200);
            return null;
        }

        meter.Settle();
        await answer.WriteErrorEventAsync(failure.Error, callerLeft);
        meter.End(UsageOutcome.Partial, 200);
        return failure;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    private async ValueTask<AttemptFailure?> CopyAsync(ICallerAnswer answer, CancellationToken callerLeft)
    {
        try
        {
            // More than the first event may have come with it.
            if (await TakeEventsAsync(answer, callerLeft) is { } early)
            {
                return early;
            }

            while (true)
            {
                if (_ready > 0)
                {
                    await answer.WriteAsync(_buffer.Written[.._ready], callerLeft);
                    _buffer.Consume(_ready);
                    (_searched, _ready) = (_searched - _ready, 0);
                }

                if (_watcher.IsOver)
                {
                    await DrainAsync();
                    return null;
                }

                var read = await ReadAsync(answer, callerLeft);
                if (read == 0)
                {
                    if (!TakeLastEvent())
                    {
                        return new AttemptFailure(FailureKind.BadGateway, GatewayErrors.UpstreamIncomplete);
                    }

                    await answer.WriteAsync(_buffer.Written[.._ready], callerLeft);
                    return null;
                }

                _buffer.Advance(read);
                if (await TakeEventsAsync(answer, callerLeft) is { } failure)
                {
                    return failure;
                }
            }
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

    /// <summary>Takes all events that are whole, so that they go out in one piece.</summary>
    private async ValueTask<AttemptFailure?> TakeEventsAsync(ICallerAnswer answer, CancellationToken callerLeft)
    {
        while (!_watcher.IsOver && NextEvent() is var length and > 0)
        {
            var sight = _watcher.Watch(_buffer.Written.Span.Slice(_ready, length));
            if (sight == EventSight.Failure)
            {
                // What came before it still belongs to the caller.
                if (_ready > 0)
                {
                    await answer.WriteAsync(_buffer.Written[.._ready], callerLeft);
                }

                return _watcher.Failure;
            }

            Take(sight, length);
        }

        return !_watcher.IsOver && _buffer.Length - _ready > MaxEventBytes ? TooLarge : null;
    }

    /// <summary>
    /// The end of the body follows the server's own end at once; once it is read, the connection serves the next call.
    /// Whatever else comes is nobody's, and a server that lets us wait loses the connection.
    /// </summary>
    private async ValueTask DrainAsync()
    {
        try
        {
            deadline.Restart(DrainTime);
            await upstream.ReadAsync(_buffer.Free(ReadSize), deadline.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The caller has everything.
        }
    }

    private int NextEvent()
    {
        var length = ServerSentEvents.EndOfFirst(_buffer.Written.Span[_ready..], Math.Max(0, _searched - _ready));
        if (length < 0)
        {
            _searched = _buffer.Length;
        }

        return length;
    }

    private void Take(EventSight sight, int length)
    {
        if (sight == EventSight.OnlyForUs)
        {
            _buffer.Remove(_ready, length);
        }
        else
        {
            _ready += length;
        }

        _searched = _ready;
    }

    private async ValueTask<int> ReadAsync(ICallerAnswer answer, CancellationToken callerLeft)
    {
        var reading = upstream.ReadAsync(_buffer.Free(ReadSize), deadline.Token);
        if (reading.IsCompleted)
        {
            return await reading;
        }

        deadline.Restart();
        try
        {
            return keepAlive is { } interval ? await WaitWithCommentsAsync(reading.AsTask(), interval, answer, callerLeft) : await reading;
        }
        finally
        {
            // While the caller takes its bytes, however slowly, the server's silence is none.
            deadline.Pause();
        }
    }

    /// <summary>Proxies on the way to the caller cut connections that are silent for long.</summary>
    private async ValueTask<int> WaitWithCommentsAsync(Task<int> reading, TimeSpan interval, ICallerAnswer answer, CancellationToken callerLeft)
    {
        try
        {
            while (true)
            {
                using var done = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
                var silence = Task.Delay(interval, deadline.Clock, done.Token);
                var first = await Task.WhenAny(reading, silence);
                await done.CancelAsync();
                if (first == reading)
                {
                    return await reading;
                }

                // Between two events; half of one may be waiting in the buffer, but never half of one has gone out.
                callerLeft.ThrowIfCancellationRequested();
                await answer.WriteAsync(KeepAliveComment, callerLeft);
            }
        }
        finally
        {
            if (!reading.IsCompleted)
            {
                // It still writes into the buffer, which goes back to the pool soon.
                deadline.Stop();
                await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Some servers leave out the blank line behind <c>[DONE]</c>; any other event without its end broke off.</summary>
    private bool TakeLastEvent()
    {
        if (_watcher.IsOver || !_watcher.EndsWith(_buffer.Written.Span[_ready..]))
        {
            return false;
        }

        _ready = _buffer.Length;
        return true;
    }
}
