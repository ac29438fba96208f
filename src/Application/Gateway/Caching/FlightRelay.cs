using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>Passes on to a follower what its flight brings.</summary>
internal sealed class FlightRelay(Flight flight, CachedCallMeter meter, ICallerAnswer answer)
{
    private long _sent;

    /// <summary>Passes it on to its end.</summary>
    /// <param name="follower">The follower.</param>
    /// <param name="callerLeft">The caller has left.</param>
    /// <returns>Whether there was an answer; if not, nothing was sent, and the request can go its own way.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async Task<bool> RunAsync(Follower follower, CancellationToken callerLeft)
    {
        try
        {
            while (true)
            {
                var step = await flight.NextAsync(follower);
                if (step.Head is not { } head || (step.IsLast && _sent == 0 && step.Record is not { Outcome: UsageOutcome.Completed }))
                {
                    return false;
                }

                if (_sent == 0)
                {
                    Begin(head);
                }

                if (step.IsLast)
                {
                    await EndAsync(head, step, callerLeft);
                    return true;
                }

                await PassAsync(head, step.Bytes, follower.Stop);
            }
        }
        catch (OperationCanceledException) when (!callerLeft.IsCancellationRequested && follower.Stop.IsCancellationRequested)
        {
            await BreakAsync(GatewayErrors.ReaderTooSlow, callerLeft);
            return true;
        }
    }

    private void Begin(AnswerHead head)
    {
        meter.FirstByte();
        answer.Begin(head with { Way = head.Way with { Cache = CacheMark.Shared, Attempts = 0, OverheadMicroseconds = meter.OverheadMicroseconds } });
    }

    private async Task PassAsync(AnswerHead head, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        _sent += bytes.Length;
        if (head.Length is { } length ? _sent == length : bytes.Span.TrimEnd("\r\n"u8).EndsWith("data: [DONE]"u8))
        {
            // A caller may ask again as soon as it has the last bytes. What it costs is not known yet; the record will say.
            meter.Settle();
        }

        await answer.WriteAsync(bytes, stop);
    }

    private async Task EndAsync(AnswerHead head, FlightStep last, CancellationToken callerLeft)
    {
        if (last.Error is { } error)
        {
            await BreakAsync(error, callerLeft);
            return;
        }

        if (last.Record is not { Outcome: UsageOutcome.Completed or UsageOutcome.Failed } record)
        {
            meter.End(UsageOutcome.Partial, head.Status);
            return;
        }

        meter.From(AnswerSource.Of(record));
        meter.Settle();
        meter.End(record.Outcome, head.Status);
    }

    private async Task BreakAsync(Error error, CancellationToken callerLeft)
    {
        meter.Settle();
        meter.End(UsageOutcome.Partial, 200);
        await answer.WriteErrorEventAsync(error, callerLeft);
    }
}
