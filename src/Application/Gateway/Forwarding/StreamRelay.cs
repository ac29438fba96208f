using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Passes a stream on, event by event, and tells the truth about its end.</summary>
/// <remarks>
/// The head waits for the first event, so that a failure before it is still a plain error with its true status. A stream
/// ends well only if the server said <c>[DONE]</c>; otherwise its last event is an error.
/// </remarks>
internal sealed class StreamRelay(GatewayCall call, Deployment deployment, CallMeter meter, ICallerAnswer answer)
{
    // Whole tool calls have been seen at 1 MiB; beyond this it is not an event but a fault.
    private const int MaxEventBytes = 16 * 1024 * 1024;
    private const int ReadSize = 16 * 1024;

    private bool _begun;
    private bool _done;
    private bool _failed;

    /// <summary>Passes the stream on.</summary>
    /// <param name="response">The server's answer, its head read.</param>
    /// <param name="deadline">Set anew before each read to the longest silence.</param>
    /// <param name="stop">The deadline has passed or the caller has left.</param>
    /// <param name="callerLeft">The caller has left.</param>
    /// <returns>An error if nothing was sent yet; null: the answer is out, whichever way it ended.</returns>
    public async Task<Error?> RunAsync(
        UpstreamAnswer response, CancellationTokenSource deadline, CancellationToken stop, CancellationToken callerLeft)
    {
        using var buffer = new PooledBytes(ReadSize * 2);
        Error? broken;
        try
        {
            broken = await CopyAsync(response, buffer, deadline, stop, callerLeft);
        }
        catch (OperationCanceledException) when (!callerLeft.IsCancellationRequested)
        {
            broken = GatewayErrors.UpstreamTimeout;
        }
        catch (IOException) when (!callerLeft.IsCancellationRequested)
        {
            broken = GatewayErrors.UpstreamIncomplete;
        }

        if (!_begun)
        {
            return broken ?? GatewayErrors.UpstreamIncomplete;
        }

        if (broken is not null && !_done)
        {
            meter.Settle();
            if (!_failed)
            {
                await answer.WriteErrorEventAsync(broken, callerLeft);
            }

            meter.End(UsageOutcome.Partial, 200);
            return null;
        }

        meter.End(_failed ? UsageOutcome.Partial : UsageOutcome.Completed, 200);
        return null;
    }

    private async Task<Error?> CopyAsync(
        UpstreamAnswer response,
        PooledBytes buffer,
        CancellationTokenSource deadline,
        CancellationToken stop,
        CancellationToken callerLeft)
    {
        var searched = 0;
        while (true)
        {
            deadline.CancelAfter(deployment.StreamTimeout);
            var read = await response.ReadAsync(buffer.Free(ReadSize), stop);

            // While the caller takes its bytes, however slowly, the server's silence is none.
            deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            if (read == 0)
            {
                await PassLastEventAsync(response, buffer, callerLeft);
                return _done ? null : GatewayErrors.UpstreamIncomplete;
            }

            buffer.Advance(read);
            int length;
            while ((length = ServerSentEvents.EndOfFirst(buffer.Written.Span, searched)) > 0)
            {
                var oneEvent = buffer.Written[..length];
                var passes = Watch(oneEvent.Span);
                if (_failed && !_begun)
                {
                    return GatewayErrors.UpstreamFailed;
                }

                if (passes)
                {
                    Begin(response);
                    await answer.WriteAsync(oneEvent, callerLeft);
                }

                buffer.Consume(length);
                searched = 0;
            }

            searched = buffer.Length;
            if (buffer.Length > MaxEventBytes)
            {
                return GatewayErrors.UpstreamTooLarge;
            }
        }
    }

    /// <summary>Some servers leave out the blank line behind <c>[DONE]</c>; any other event without its end broke off.</summary>
    private async Task PassLastEventAsync(UpstreamAnswer response, PooledBytes buffer, CancellationToken callerLeft)
    {
        if (ServerSentEvents.DataOf(buffer.Written.Span).SequenceEqual("[DONE]"u8))
        {
            _done = true;
            meter.Settle();
            Begin(response);
            await answer.WriteAsync(buffer.Written, callerLeft);
        }
    }

    private void Begin(UpstreamAnswer response)
    {
        if (!_begun)
        {
            _begun = true;
            meter.FirstByte();
            answer.Begin(new AnswerHead(200, response.ContentType ?? "text/event-stream", null, new AnswerWay { DeploymentId = deployment.Id }));
        }
    }

    /// <summary>Notes what an event tells.</summary>
    /// <returns>Whether it goes to the caller: all do, but for the usage report that only we asked for.</returns>
    private bool Watch(ReadOnlySpan<byte> oneEvent)
    {
        var data = ServerSentEvents.DataOf(oneEvent);
        if (data.SequenceEqual("[DONE]"u8))
        {
            _done = true;
            meter.Settle();
            return true;
        }

        // Most events say nothing we need; two searches are far cheaper than reading each one.
        if (data.IndexOf("\"usage\""u8) < 0 && data.IndexOf("\"error\""u8) < 0)
        {
            // A comment has no data.
            if (data.Length > 0)
            {
                meter.DeliverEvent();
            }

            return true;
        }

        var facts = UsageReader.Read(data);
        meter.Observe(facts.Usage);
        _failed |= facts.HasError;
        if (!facts.HasError && !facts.ChoicesAreEmpty)
        {
            meter.DeliverEvent();
        }

        return !(facts is { Usage: not null, ChoicesAreEmpty: true } && !call.Fields.Usage.IncludeUsage);
    }
}
